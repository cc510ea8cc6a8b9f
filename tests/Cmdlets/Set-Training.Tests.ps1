BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    Set-ModelOpsSetting training.cpu_slots 1
    $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
    $a, $b, $c = 1..3 | ForEach-Object { Start-Training tiny -Dataset points -AsJob }
}

AfterAll { Remove-TestHome $test }

Describe 'Set-Training' {
    It 'limits the speed, and takes the limit away' {
        ($training | Set-Training -StepsPerSecond 4 -PassThru).StepsPerSecond | Should -Be 4
        # Steps taken before the limit may reach the registry a moment after it.
        Start-Sleep -Milliseconds 500
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $step = (Get-Training $training.Id).Step
        Start-Sleep -Seconds 1
        (Get-Training $training.Id).Step - $step | Should -BeLessOrEqual (4 * $clock.Elapsed.TotalSeconds + 4)
        Set-Training $training.Id -StepsPerSecond 0
        (Get-Training $training.Id).StepsPerSecond | Should -Be 0
    }

    It 'evaluates now' {
        Set-Training $training.Id -Evaluate
        $end = [datetime]::UtcNow.AddSeconds(30)
        while (-not ($points = Get-TrainingMetric $training.Id evaluation_accuracy) -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 50 }
        $points[-1].Value | Should -BeGreaterThan 0
        Get-TrainingMetric $training.Id evaluation_loss | Should -Not -BeNullOrEmpty
    }

    It 'moves in the queue' {
        (Set-Training $c.Id -First -PassThru).QueuePosition | Should -Be 1
        (Get-Training -Queued).Id | Should -Be $c.Id, $a.Id, $b.Id
        Set-Training $b.Id -Before $a.ShortId
        (Get-Training -Queued).Id | Should -Be $c.Id, $b.Id, $a.Id
        $c | Set-Training -Last
        (Get-Training -Queued).Id | Should -Be $b.Id, $a.Id, $c.Id
        (Set-Training $c.Id -Priority 7 -PassThru).Priority | Should -Be 7
        (Get-Training -Queued).Id | Should -Be $c.Id, $b.Id, $a.Id
    }

    It 'changes nothing with -WhatIf' {
        Invoke-Unseen { Set-Training $args[0] -First -WhatIf } $a.Id
        (Get-Training $a.Id).QueuePosition | Should -Be 3
    }

    It 'refuses to move what doesn''t wait, and no change at all' {
        (Get-ErrorOf { Set-Training $training.Id -First }).FullyQualifiedErrorId | Should -BeLike 'SessionNotWaiting,*'
        (Get-ErrorOf { Set-Training $a.Id }).FullyQualifiedErrorId | Should -BeLike 'TrainingChangeMissing,*'
        (Get-ErrorOf { Set-Training $a.Id -Evaluate }).FullyQualifiedErrorId | Should -BeLike 'SessionNotActive,*'
        { Set-Training $a.Id -Priority 2000 } | Should -Throw
        { Set-Training $a.Id -First -Last } | Should -Throw
    }

    It 'completes ids of those that wait for -Before' {
        (Get-Completion "Set-Training $($a.Id) -Before ").Count | Should -Be 3
    }
}
