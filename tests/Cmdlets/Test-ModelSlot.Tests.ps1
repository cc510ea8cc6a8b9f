BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $training = Start-Training -ProfileName tiny -Dataset points
    $training | Save-ModelSlot best
    $training | Save-ModelSlot other
}

AfterAll { Remove-TestHome $test }

Describe 'Test-ModelSlot' {
    It 'finds sound slots sound, all or by name, wildcard and pipeline' {
        (Test-ModelSlot).Sound | Should -Be $true, $true
        (Test-ModelSlot b*).Name | Should -Be best
        (Get-ModelSlot other | Test-ModelSlot).ModelId | Should -Be $training.ModelId
    }

    It 'says what is wrong with one that was changed or has no description, and goes on with the others' {
        $package = Join-Path (Get-ModelSlot best).Path model.zip
        $bytes = [System.IO.File]::ReadAllBytes($package)
        $bytes[-40] = $bytes[-40] -bxor 1
        [System.IO.File]::WriteAllBytes($package, $bytes)
        Set-Content (Join-Path $env:MODELOPS_HOME checkpoints/slots/other/metadata.json) '{'
        $tests = Test-ModelSlot
        $tests.Sound | Should -Be $false, $false
        $tests[0].Problems | Should -Match 'SHA-256'
        $tests[1].Problems | Should -Match 'metadata.json'
    }

    It 'names the nearest for one that does not exist' {
        $problem = Get-ErrorOf { Test-ModelSlot bset }
        $problem.FullyQualifiedErrorId | Should -Be 'SlotNotFound,ModelOps.Cmdlets.TestModelSlotCommand'
        $problem.Exception.Message | Should -Match best
    }

    It 'completes names' { (Get-Completion 'Test-ModelSlot o').CompletionText | Should -Be other }
    It 'shows name, model and what is wrong' { Test-ModelSlot best | Out-String -Width 150 | Should -Match 'best\s+[0-9a-f]{8}\s+False\s+The slot' }
}
