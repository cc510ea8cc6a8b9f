BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $training = Start-Training tiny -Dataset points
}

AfterAll { Remove-TestHome $test }

Describe 'Get-TrainingMetric' {
    It 'gets the points in order of step' {
        $points = $training | Get-TrainingMetric
        $points | Should -BeOfType ModelOps.MetricPoint
        $points.Step | Should -Be ($points.Step | Sort-Object)
    }

    It 'gets the newest point of each metric' {
        $latest = Get-TrainingMetric $training.Id -Latest
        $latest.Name | Should -Be ($latest.Name | Sort-Object -Unique)
        ($latest | Where-Object Name -eq validation_accuracy).Epoch | Should -Be 2
    }

    It 'filters by name, exactly and with wildcards' {
        (Get-TrainingMetric $training.Id validation_loss).Name | Select-Object -Unique | Should -Be validation_loss
        (Get-TrainingMetric $training.Id -Name validation_loss).Count | Should -Be 2
        (Get-TrainingMetric $training.Id -Name val*_loss, val*_acc* -Latest).Name | Sort-Object | Should -Be validation_accuracy, validation_loss
    }

    It 'takes models from the pipeline' {
        (Get-Model -Id $training.ModelId | Get-TrainingMetric -Latest).Count | Should -BeGreaterThan 0
    }

    It 'agrees with the metrics of the session' {
        $latest = Get-TrainingMetric $training.Id -Latest | Where-Object Name -eq validation_loss
        $latest.Value | Should -Be $training.Metrics['validation_loss']
    }

    It 'completes the names of the session''s metrics' {
        (Get-Completion "Get-TrainingMetric $($training.Id) val").CompletionText | Sort-Object | Should -Be validation_accuracy, validation_loss
        (Get-Completion 'Get-TrainingMetric -Name learn').CompletionText | Should -Be learning_rate
    }

    It 'gets the last points, and those since a moment' {
        $all = Get-TrainingMetric $training.Id
        $tail = Get-TrainingMetric $training.Id -Tail 2
        $tail.Count | Should -Be 2
        $tail[-1].Step | Should -Be $all[-1].Step
        @(Get-TrainingMetric $training.Id -Since ([datetime]::Now.AddHours(-1))).Count | Should -Be $all.Count
        Get-TrainingMetric $training.Id -Since ([datetime]::Now.AddHours(1)) | Should -BeNullOrEmpty
    }

    It 'follows a training to its end' {
        $points = Start-Training tiny -Dataset points -AsJob | Get-TrainingMetric -Name validation_* -Wait
        (Get-Training $points[0].SessionId).State | Should -Be Completed
        $points.Epoch | Sort-Object -Unique | Should -Be 1, 2
        $points.Count | Should -Be (Get-TrainingMetric $points[0].SessionId validation_*).Count
    }

    It 'says what to do about an unknown id' {
        (Get-ErrorOf { Get-TrainingMetric ffffffffffff }).FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
    }

    It 'shows a table' {
        $table = Get-TrainingMetric $training.Id -Latest | Out-String -Width 80
        $table | Should -Match 'validation_accuracy\s+\d+\.\d %'
        $table | Should -Match 'memory_bytes\s+\d+\.\d MB'
    }
}
