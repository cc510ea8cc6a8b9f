BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $first = Start-Training tiny -Dataset points -Name first
    $second = Start-Training tiny -Dataset points -Name second -Set @{ 'optimizer.lr' = 0.5 }
    $one, $two = (Get-Model first).ShortId, (Get-Model second).ShortId
}

AfterAll { Remove-TestHome $test }

Describe 'Compare-Model' {
    It 'shows the settings, metrics and facts that differ' {
        $lines = Compare-Model $one, $two
        $rate = $lines | Where-Object Name -eq optimizer.lr
        $rate.Kind | Should -Be Setting
        [double]$rate.$two | Should -Be 0.5
        ($lines | Where-Object Name -eq Name).$one | Should -Be first
        $lines.Name | Should -Not -Contain epochs
        $lines.Kind | Should -Contain Metric
    }

    It 'takes trainings from the pipeline, and shows all with -IncludeEqual' {
        $lines = $first, $second | Compare-Model -IncludeEqual
        ($lines | Where-Object Name -eq epochs).$one | Should -Be 2
        ($lines | Where-Object Name -eq Network).$two | Should -Be mlp
    }

    It 'needs two models' { (Get-ErrorOf { Compare-Model $one }).FullyQualifiedErrorId | Should -Be 'CompareNeedsTwo,ModelOps.Cmdlets.CompareModelCommand' }
}

Describe 'Compare-Model -Metric' {
    It 'ranks the trainings of a sweep, the best first, with the setting that differs as a column' {
        $ranking = 0.5, 1e-6 | ForEach-Object { Start-Training tiny -Dataset points -Set @{ 'optimizer.lr' = $_ } -AsJob } |
            Wait-Training | Compare-Model -Metric validation_accuracy
        $ranking.Place | Should -Be 1, 2
        $ranking.'optimizer.lr' | Should -Be 0.5, 1e-6
        $ranking[0].validation_accuracy | Should -BeGreaterThan $ranking[1].validation_accuracy
        $shown = ($ranking | Out-String).Trim() -split '\s*\n'
        $shown[0] | Should -Be 'Metric: validation_accuracy'
        $shown[1] -replace '\s+', ' ' | Should -Be 'Place Model Value Name Settings'
        $shown[3] | Should -Match '^ *1 +[0-9a-f]{8} +[0-9.]+ % tiny +optimizer.lr=0.5$'
        ($ranking | Select-Object -First 1 | Save-ModelSlot winner -PassThru).ModelId | Should -Be $ranking[0].ModelId
    }

    It 'ranks losses the other way round, and shows several settings in one column' {
        $third = Start-Training tiny -Dataset points -Set @{ 'optimizer.lr' = 0.2; batch = 40 }
        $ranking = $first, $second, $third | Compare-Model -Metric validation_loss
        $ranking.validation_loss | Should -Be ($ranking.validation_loss | Sort-Object)
        $ranking.batch | Sort-Object | Should -Be 20, 20, 40
        ($ranking | Where-Object batch -eq 40).Settings | Should -Be 'batch=40  optimizer.lr=0.2'
        ($ranking | Out-String) | Should -Match 'batch=40  optimizer.lr=0.2'
    }

    It 'names a training of the sweep that failed, and ranks the others' {
        $ranking = 0.5, 1e30 | ForEach-Object { Start-Training tiny -Dataset points -Set @{ 'optimizer.lr' = $_ } -AsJob } |
            Wait-Training | Compare-Model -Metric validation_loss -WarningVariable warnings -WarningAction SilentlyContinue
        $ranking.Place | Should -Be 1, $null
        $ranking.'optimizer.lr' | Should -Be 0.5, 1e30
        "$warnings" | Should -BeLike "The training * of model $($ranking[1].Model) is failed, not completed. The training loss became *"
        $ranking[1].Note | Should -Be "$warnings"
    }

    It 'names a metric that none has, and completes metrics' {
        $problem = Get-ErrorOf { $first | Compare-Model -Metric validation_acuracy }
        $problem.FullyQualifiedErrorId | Should -Be 'MetricNotFound,ModelOps.Cmdlets.CompareModelCommand'
        $problem.Exception.Message | Should -Match 'validation_accuracy'
        (Get-Completion 'Compare-Model x -Metric validation_a').CompletionText | Should -Be validation_accuracy
    }

    It 'says of models that are not there just that' {
        Compare-Model nosuch1, nosuch2 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be (@('ModelNotFound,ModelOps.Cmdlets.CompareModelCommand') * 2)
    }
}
