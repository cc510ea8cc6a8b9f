BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
    $server = Start-ModelServer ./tiny.gguf
}

AfterAll { Remove-TestHome $test }


Describe 'Invoke-ModelServer' {
    It 'shows the answer as it comes and returns the whole' {
        $answer = Invoke-ModelServer 'one two three' -InformationVariable shown 6>$null
        $answer | Should -BeOfType ModelOps.ModelAnswer
        ($answer.Text, $answer.FinishReason, $answer.CompletionTokens) | Should -Be 'one two three', 'stop', 3
        -join $shown.MessageData.Message | Should -Be 'one two three'
        $shown.Count | Should -Be 4
    }

    It 'writes the pieces to the pipeline with -Stream' { Invoke-ModelServer 'one two three' -Stream | Should -Be 'one', ' two', ' three' }

    It 'takes the server from the pipeline, and a limit of tokens' {
        $answer = $server | Invoke-ModelServer 'one two three' -MaxTokens 2 6>$null
        ($answer.Text, $answer.FinishReason) | Should -Be 'one two', 'length'
    }

    It 'asks each prompt of the pipeline, and takes no server for one' {
        $answers = 'one', 'two three' | Invoke-ModelServer 6>$null
        $answers.Text | Should -Be 'one', 'two three'
        ('four' | Invoke-ModelServer -Name tiny 6>$null).Text | Should -Be four
        ('tiny' | Invoke-ModelServer 'five' 6>$null).Text | Should -Be five
        { $server | Invoke-ModelServer -ErrorAction Stop 6>$null } | Should -Throw '*A server is no prompt*'
    }

    It 'goes on with a conversation' {
        $first = Invoke-ModelServer 'one' -SystemPrompt 'be short' 6>$null
        $second = Invoke-ModelServer 'two' -History $first.Messages 6>$null
        $second.Messages.Role | Should -Be system, user, assistant, user, assistant
        $second.PromptTokens | Should -Be 5
    }

    It 'says which servers there are where none is ready' {
        Stop-ModelServer tiny
        $problem = Get-ErrorOf { Invoke-ModelServer hello }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ServerNoneReady,*'
        $problem.Exception.Message | Should -Match 'tiny \(Stopped\)'
        $null = Restart-ModelServer tiny
    }

    It 'wants a name where it is not clear which server is meant' {
        $null = Start-ModelServer ./tiny.gguf -Name other
        $problem = Get-ErrorOf { Invoke-ModelServer hello }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ServerNotNamed,*'
        $problem.Exception.Message | Should -Match 'other, tiny'
        (Invoke-ModelServer hello other 6>$null).ServerName | Should -Be other
        Stop-ModelServer other
        (Get-ErrorOf { Invoke-ModelServer hello other }).FullyQualifiedErrorId | Should -BeLike 'ServerNotAnswering,*'
    }

    It 'shows counts and text' { Invoke-ModelServer 'one two' 6>$null | Out-String -Width 120 | Should -Match 'tiny\s+stop\s+2\s+2\s+[\d.]*\s+one two' }
}
