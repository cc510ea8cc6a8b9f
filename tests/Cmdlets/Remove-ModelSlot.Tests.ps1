BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $model = Start-Training tiny -Dataset points | Get-Model
}

AfterAll { Remove-TestHome $test }

Describe 'Remove-ModelSlot' {
    BeforeEach { 'best', 'base', 'other' | ForEach-Object { Save-ModelSlot $_ $model.Id -Force } }

    It 'removes the slot and its folder, and leaves the model alone' {
        $slot = Get-ModelSlot best
        $slot | Remove-ModelSlot -Confirm:$false
        Get-ModelSlot bes* | Should -BeNullOrEmpty
        $slot.Path | Should -Not -Exist
        (Get-Model -Id $model.Id).State | Should -Be Completed
    }

    It 'takes wildcards' {
        Remove-ModelSlot b* -Confirm:$false
        (Get-ModelSlot).Name | Should -Be other
    }

    It 'removes nothing with -WhatIf' {
        Invoke-Unseen { Remove-ModelSlot * -WhatIf }
        @(Get-ModelSlot).Count | Should -Be 3
    }

    It 'names the nearest slots for one that does not exist' {
        (Get-ErrorOf { Remove-ModelSlot bset -Confirm:$false }).Exception.Message | Should -Match 'best'
    }

    It 'removes a damaged one, and one from all, as its error says' {
        $slot = Get-ModelSlot best
        Set-Content (Join-Path $slot.Path metadata.json) '{'
        (Get-ErrorOf { Get-ModelSlot best }).Exception.Message | Should -Match 'or remove the slot'
        Invoke-Unseen { Remove-ModelSlot best -WhatIf }
        $slot.Path | Should -Exist
        Remove-ModelSlot best -Confirm:$false
        $slot.Path | Should -Not -Exist
        Set-Content (Join-Path (Get-ModelSlot base).Path metadata.json) '{'
        Remove-ModelSlot b* -Confirm:$false
        (Get-ModelSlot).Name | Should -Be other
    }
}
