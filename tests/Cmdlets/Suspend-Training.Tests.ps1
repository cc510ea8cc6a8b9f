BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
}

AfterAll { Remove-TestHome $test }

Describe 'Suspend-Training' {
    It 'pauses a training, which takes no step then, and Resume-Training lets it go on' {
        $paused = $training | Suspend-Training -PassThru
        $paused.State | Should -Be Paused
        $step = (Get-Training $training.Id).Step
        Start-Sleep -Milliseconds 300
        (Get-Training $training.Id).Step | Should -Be $step
        (Resume-Training $training.Id -AsJob).State | Should -Be Running
        Start-Sleep -Milliseconds 600
        (Get-Training $training.Id).Step | Should -BeGreaterThan $step
    }

    It 'does nothing more to one that is paused, and returns nothing without -PassThru' {
        Suspend-Training $training.ShortId | Should -BeNullOrEmpty
        Suspend-Training $training.ShortId
        (Get-Training $training.Id).State | Should -Be Paused
        Resume-Training $training.Id -AsJob
    }

    It 'pauses nothing with -WhatIf' {
        Invoke-Unseen { Suspend-Training $args[0] -WhatIf } $training.Id
        (Get-Training $training.Id).State | Should -Be Running
    }

    It 'refuses one that has no worker' {
        $waiting = Start-Training endless -Dataset points -AsJob
        (Get-ErrorOf { Suspend-Training $waiting.Id }).FullyQualifiedErrorId | Should -BeLike 'SessionNotActive,*'
        Stop-Training $waiting.Id
    }

    It 'completes ids of those that run' {
        (Get-Completion 'Suspend-Training ').CompletionText | ForEach-Object { $_.Trim("'") } | Should -Be $training.ShortId
    }
}
