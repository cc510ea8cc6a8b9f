BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
}

AfterAll { Remove-TestHome $test }


Describe 'Stop-ModelServer' {
    It 'ends servers with all their processes' {
        $servers = 'a', 'b' | ForEach-Object { Start-ModelServer ./tiny.gguf -Name $_ -ArgumentList '--test-children', 1 }
        $stopped = Stop-ModelServer * -PassThru
        $stopped.State | Should -Be Stopped, Stopped
        $servers.ProcessId | ForEach-Object { Get-Process -Id $_ -ErrorAction SilentlyContinue } | Should -BeNullOrEmpty
        Stop-ModelServer a, b | Should -BeNullOrEmpty
    }

    It 'kills at once with -Force' {
        $server = Start-ModelServer ./tiny.gguf -Name stubborn -ArgumentList '--test-ignore-terminate'
        ($server | Stop-ModelServer -Force -PassThru).State | Should -Be Stopped
        Get-ModelServerLog stubborn | Should -Not -Contain 'I received SIGTERM'
    }

    It 'does nothing with -WhatIf' {
        $server = Start-ModelServer ./tiny.gguf -Name kept
        Invoke-Unseen { $args[0] | Stop-ModelServer -WhatIf } $server
        (Get-ModelServer kept).State | Should -Be Ready
    }
}
