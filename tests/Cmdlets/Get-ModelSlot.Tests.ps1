BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $model = Start-Training tiny -Dataset points | Get-Model
    'best', 'base', 'other' | ForEach-Object { Save-ModelSlot $_ $model.Id }
}

AfterAll { Remove-TestHome $test }

Describe 'Get-ModelSlot' {
    It 'gets all, in order of name' { (Get-ModelSlot).Name | Should -Be base, best, other }
    It 'takes wildcards' { (Get-ModelSlot b*).Name | Should -Be base, best }
    It 'takes names and slots from the pipeline' { ('best', (Get-ModelSlot other) | Get-ModelSlot).Name | Should -Be best, other }

    It 'names the nearest slots for one that does not exist' {
        $problem = Get-ErrorOf { Get-ModelSlot bst }
        $problem.FullyQualifiedErrorId | Should -Be 'SlotNotFound,ModelOps.Cmdlets.GetModelSlotCommand'
        $problem.Exception.Message | Should -Match 'best'
        Get-ModelSlot none* | Should -BeNullOrEmpty
    }

    It 'completes names' { (Get-Completion 'Get-ModelSlot o').CompletionText | Should -Be other }

    It 'shows accuracy in percent' { Get-ModelSlot best | Out-String -Width 80 | Should -Match "best\s+$($model.ShortId)\s+\d+\.\d %.*tiny" }
}
