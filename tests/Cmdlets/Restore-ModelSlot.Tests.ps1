BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $model = Start-Training tiny -Dataset points | Get-Model
    $slot = $model | Save-ModelSlot best -PassThru
}

AfterAll { Remove-TestHome $test }

Describe 'Restore-ModelSlot' {
    It 'restores nothing with -WhatIf' { Invoke-Unseen { Restore-ModelSlot best -WhatIf } | Should -BeNullOrEmpty }

    It 'brings back a model that was removed, bit by bit' {
        $model | Remove-Model -Confirm:$false
        $restored = $slot | Restore-ModelSlot
        $restored | Should -BeOfType ModelOps.Model
        $restored.State | Should -Be Completed
        $restored.Sha256 | Should -Be $model.Sha256
        (Get-FileHash (Join-Path $restored.Path model.safetensors)).Hash | Should -Be $model.Sha256
        (Get-ModelSlot best).Sha256 | Should -Be $slot.Sha256
    }

    It 'names the nearest slots for one that does not exist' {
        (Get-ErrorOf { Restore-ModelSlot bset }).Exception.Message | Should -Match 'best'
    }
}
