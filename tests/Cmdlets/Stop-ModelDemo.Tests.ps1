BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $slot = New-TestAgent
    $null = Get-Model agent | Save-ModelSlot other
}

AfterAll { Remove-TestHome $test }

Describe 'Stop-ModelDemo' {
    It 'ends demos and their processes' {
        $demos = 'champion', 'other' | Start-ModelDemo
        $ended = Stop-ModelDemo * -PassThru
        $ended.State | Should -Be Stopped, Stopped
        $ended.Ended | Should -Not -BeNullOrEmpty
        $demos.ProcessId | ForEach-Object { Get-Process -Id $_ -ErrorAction SilentlyContinue } | Should -BeNullOrEmpty
        Stop-ModelDemo champion | Should -BeNullOrEmpty
    }

    It 'takes demos from the pipeline' {
        Start-ModelDemo champion | Stop-ModelDemo -PassThru | ForEach-Object State | Should -Be Stopped
    }

    It 'does nothing with -WhatIf' {
        $null = Start-ModelDemo champion
        Invoke-Unseen { Stop-ModelDemo champion -WhatIf }
        (Get-ModelDemo champion).IsActive | Should -BeTrue
    }
}
