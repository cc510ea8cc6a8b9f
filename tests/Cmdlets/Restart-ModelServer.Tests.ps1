BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
    $server = Start-ModelServer ./tiny.gguf
}

AfterAll { Remove-TestHome $test }


Describe 'Restart-ModelServer' {
    It 'gives a running server a new process' {
        $again = Restart-ModelServer tiny
        $again.State | Should -Be Ready
        $again.ProcessId | Should -Not -Be $server.ProcessId
    }

    It 'starts a stopped one, and returns at once with -NoWait' {
        Stop-ModelServer tiny
        ($server | Restart-ModelServer -NoWait).State | Should -Be Starting
        (Wait-ModelServer tiny).State | Should -Be Ready
    }

    It 'does nothing with -WhatIf' {
        $before = (Get-ModelServer tiny).ProcessId
        Invoke-Unseen { Restart-ModelServer tiny -WhatIf }
        (Get-ModelServer tiny).ProcessId | Should -Be $before
    }
}
