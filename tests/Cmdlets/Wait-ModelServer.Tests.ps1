BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
}

AfterAll { Remove-TestHome $test }


Describe 'Wait-ModelServer' {
    AfterEach { Get-ModelServer | Stop-ModelServer -Force }

    It 'waits until servers are ready' {
        'a', 'b' | ForEach-Object { Start-ModelServer ./tiny.gguf -Name $_ -NoWait -ArgumentList '--test-start-delay', 0.5 } |
            Wait-ModelServer | ForEach-Object State | Should -Be Ready, Ready
    }

    It 'gives up after the time given, for all together' {
        'a', 'b' | ForEach-Object { Start-ModelServer ./tiny.gguf -Name $_ -NoWait -ArgumentList '--test-start-delay', 600 } | Out-Null
        Wait-ModelServer a, b -Timeout 1 -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Be @(@('ServerWaitOver,ModelOps.Cmdlets.WaitModelServerCommand') * 2)
        (Get-ModelServer a).State | Should -Be Starting
    }

    It 'says why a server will not be ready' {
        $null = Start-ModelServer ./tiny.gguf -Name broken -NoWait -ArgumentList '--no-such-option'
        (Get-ErrorOf { Wait-ModelServer broken }).Exception.Message | Should -Match 'invalid argument: --no-such-option'
    }
}
