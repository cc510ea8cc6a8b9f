BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    Set-ModelOpsSetting training.cpu_slots 1
}

AfterAll { Remove-TestHome $test }

Describe 'Remove-Training' {
    It 'cancels one that waits, then deletes it' {
        $running = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        $waiting = Start-Training tiny -Dataset points -AsJob
        $waiting | Remove-Training -Confirm:$false | Should -BeNullOrEmpty
        (Get-Training $waiting.Id).State | Should -Be Cancelled
        Remove-Training $waiting.Id -Confirm:$false
        (Get-ErrorOf { Get-Training $waiting.Id }).FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
        Get-Model -Id $waiting.ModelId -ErrorAction Ignore | Should -BeNullOrEmpty
        Stop-Training $running.Id -Force
    }

    It 'deletes a completed one with its files and keeps its model' {
        $done = Start-Training tiny -Dataset points
        Remove-Training $done.ShortId -Confirm:$false
        Test-Path $done.Path | Should -BeFalse
        (Get-Model -Id $done.ModelId).State | Should -Be Completed
        (Test-Model $done.ModelId).Problems | Should -BeNullOrEmpty
    }

    It 'deletes nothing with -WhatIf' {
        $done = Start-Training tiny -Dataset points
        Invoke-Unseen { Remove-Training $args[0] -WhatIf } $done.Id
        Test-Path $done.Path | Should -BeTrue
    }

    It 'refuses one that has a worker' {
        $running = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        (Get-ErrorOf { Remove-Training $running.Id -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'SessionActive,*'
        (Get-Training $running.Id).State | Should -Be Running
        Stop-Training $running.Id -Force
    }

    It 'completes ids of those that can be removed' {
        (Get-Completion 'Remove-Training ').Count | Should -Be @(Get-Training -Finished).Count
    }
}
