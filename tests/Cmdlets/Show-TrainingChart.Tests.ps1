BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $first = Start-Training tiny -Dataset points
    $second = Start-Training tiny -Dataset points -Set @{ 'optimizer.lr' = 0.05 }
    $rendering = $PSStyle.OutputRendering
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Remove-TestHome $test
}

Describe 'Show-TrainingChart' {
    BeforeEach { $PSStyle.OutputRendering = 'PlainText' }

    It 'draws the trainings of the pipeline in one chart' {
        $lines = $first, $second | Show-TrainingChart -Metric validation_loss -Width 80 -Height 16
        $lines | Should -BeOfType string
        $lines.Count | Should -Be 16
        $lines[0] | Should -Be 'validation loss'
        $lines[-1] | Should -Match "\*\* tiny $($first.ShortId).*oo tiny $($second.ShortId)"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'has a panel for each metric, in the order asked' {
        $lines = $first | Show-TrainingChart -Metric training_loss, validation_*
        $lines | Where-Object { $_ -in 'training loss', 'validation accuracy', 'validation loss' } |
            Should -Be 'training loss', 'validation accuracy', 'validation loss'
    }

    It 'shows the held-out loss and accuracy by default' {
        $lines = Show-TrainingChart $first.Id
        $lines | Should -Contain 'validation loss'
        $lines | Should -Contain 'validation accuracy'
    }

    It 'uses only ASCII and no escape sequences in plain text' {
        $first | Show-TrainingChart | Should -Not -Match '[^\x20-\x7e]'
    }

    It 'draws Braille patterns in colours where the shell wants them' {
        $PSStyle.OutputRendering = 'Ansi'
        $text = $first | Show-TrainingChart | Out-String
        $text | Should -Match '[\u2801-\u28ff]'
        $text | Should -Match '\e\[0;38;5;\d+m'
    }

    It 'takes epochs and time, smoothing and a logarithmic scale' {
        $lines = $first | Show-TrainingChart -Metric validation_loss -XAxis Epoch -LogScale -Smooth 0.5
        $lines[0] | Should -Be 'validation loss (log)'
        $lines | Where-Object { $_ -match 'epoch$' } | Should -HaveCount 1
        $first | Show-TrainingChart -XAxis Time -Metric validation_loss | Where-Object { $_ -match 'time$' } | Should -HaveCount 1
    }

    It 'waits for the end of a training and returns its chart' {
        $job = Start-Training tiny -Dataset points -AsJob -Set @{ epochs = 3 }
        $lines = $job | Show-TrainingChart -Wait -Metric training_loss
        (Get-Training $job.Id).State | Should -Be Completed
        $lines[-1] | Should -Match $job.ShortId
    }

    It 'names the nearest metric for one that no training has' {
        $problem = Get-ErrorOf { $first | Show-TrainingChart -Metric validation_los }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ChartMetricNotFound,*'
        $problem.Exception.Message | Should -Match 'validation_loss'
    }

    It 'refuses a size that has no room' {
        (Get-ErrorOf { $first | Show-TrainingChart -Height 8 }).FullyQualifiedErrorId | Should -BeLike 'ChartSizeInvalid,*'
    }

    It 'draws nothing for an empty pipeline' { @() | Show-TrainingChart | Should -BeNullOrEmpty }

    It 'completes sessions and their metrics' {
        (Get-Completion 'Show-TrainingChart -XAxis ').CompletionText | Should -Be Epoch, Step, Time
        (Get-Completion "Show-TrainingChart $($first.Id) -Metric val").CompletionText | Should -Contain validation_loss
    }
}
