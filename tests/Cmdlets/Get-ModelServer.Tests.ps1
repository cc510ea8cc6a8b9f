BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
    $null = Start-ModelServer ./tiny.gguf -Name first
    $null = Start-ModelServer ./tiny.gguf -Name second
    Stop-ModelServer second -Force
}

AfterAll { Remove-TestHome $test }


Describe 'Get-ModelServer' {
    It 'gets all, in order of name' { (Get-ModelServer).Name | Should -Be first, second }
    It 'takes wildcards, states and the pipeline' {
        (Get-ModelServer f*).Name | Should -Be first
        (Get-ModelServer -State Stopped).Name | Should -Be second
        ('second' | Get-ModelServer).State | Should -Be Stopped
        (Get-ModelServer first | Get-ModelServer).Name | Should -Be first
    }

    It 'has address and memory of a server that runs, and none of one that does not' {
        $first = Get-ModelServer first
        $first.Url | Should -Match '^http://127\.0\.0\.1:3\d{4}$'
        $first.MemoryBytes | Should -BeGreaterThan 1MB
        (Get-Process -Id $first.ProcessId).Id | Should -Be $first.ProcessId
        (Get-ModelServer second).ProcessId | Should -BeNullOrEmpty
    }

    It 'names the nearest servers for one that does not exist' {
        $problem = Get-ErrorOf { Get-ModelServer frist }
        $problem.FullyQualifiedErrorId | Should -Be 'ServerNotFound,ModelOps.Cmdlets.GetModelServerCommand'
        $problem.Exception.Message | Should -Match 'first'
    }

    It 'completes names' { (Get-Completion 'Get-ModelServer s').CompletionText | Should -Be second }

    It 'lists what there is to say' {
        $text = Get-ModelServer first | Format-List | Out-String
        $text | Should -Match '(?m)^Memory\s*: [\d.]+ MB'
        $text | Should -Match "(?m)^Context\s*: the model's own"
        $text | Should -Match '(?m)^Created\s*: \d{4}-\d\d-\d\d \d\d:'
        Get-ModelServer second | Format-List | Out-String | Should -Not -Match 'Memory'
    }

    It 'is short behind objects of another type' {
        $text = & { Get-ModelOpsSetting server.host; Get-ModelServer first } | Out-String
        $text | Should -Match '(?s)State\s*: Ready.*ModelPath\s*: '
        $text | Should -Not -Match SupervisorId
    }

    It 'shows state, address and memory' {
        Get-ModelServer first | Out-String -Width 120 | Should -Match 'first\s+Ready\s+http://127\.0\.0\.1:\d+\s+[\d.]+ MB'
    }
}
