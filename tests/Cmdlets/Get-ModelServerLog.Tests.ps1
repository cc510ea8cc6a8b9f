BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
    $null = Start-ModelServer ./tiny.gguf -ArgumentList '--test-chatter', 100
}

AfterAll { Remove-TestHome $test }


Describe 'Get-ModelServerLog' {
    It 'gets the last lines' {
        $lines = Get-ModelServerLog tiny -Tail 3
        $lines.Count | Should -Be 3
        $lines | Should -Contain 'line 99 of many that a loading model prints'
        (Get-ModelServer | Get-ModelServerLog).Count | Should -Be 50
        (Get-ModelServerLog tiny -Tail 1) | Should -Match '^modelops .* is ready'
    }

    It 'names the nearest servers for one that does not exist' { (Get-ErrorOf { Get-ModelServerLog tyni }).Exception.Message | Should -Match 'tiny' }
}
