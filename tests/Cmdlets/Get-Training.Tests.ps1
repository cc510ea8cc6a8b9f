BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $done = Start-Training tiny -Dataset points
    $stopped = Start-Training endless -Dataset points -AsJob | Stop-Training -PassThru
}

AfterAll { Remove-TestHome $test }

Describe 'Get-Training' {
    It 'gets all, newest first' { (Get-Training).Id | Should -Be $stopped.Id, $done.Id }
    It 'gets the newest' { (Get-Training -Newest 1).Id | Should -Be $stopped.Id }
    It 'filters by state' { (Get-Training -State Stopped, Failed).Id | Should -Be $stopped.Id }
    It 'filters by profile, with wildcards' { (Get-Training -ProfileName t*).Id | Should -Be $done.Id }
    It 'takes an id, a short id and a prefix' { (Get-Training $done.Id, $done.ShortId, $done.Id.Substring(0, 12)).Id | Should -Be (@($done.Id) * 3) }
    It 'takes -Id' { (Get-Training -Id $done.ShortId).Id | Should -Be $done.Id }

    It 'takes sessions, models, metrics and log entries from the pipeline' {
        ($done | Get-Training).Id | Should -Be $done.Id
        (Get-Model -Id $done.ModelId | Get-Training).Id | Should -Be $done.Id
        (Get-TrainingMetric $done.Id -Latest | Select-Object -First 1 | Get-Training).Id | Should -Be $done.Id
        (Get-TrainingLog $done.Id -Tail 1 | Get-Training).Id | Should -Be $done.Id
    }

    It 'groups by what waits, what runs and what has ended, and shows the queue' {
        Set-ModelOpsSetting training.cpu_slots 1
        $running = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        $later = Start-Training tiny -Dataset points -AsJob
        $first = Start-Training tiny -Dataset points -AsJob -Priority 5
        (Get-Training -Active).Id | Should -Be $running.Id
        (Get-Training -Queued).Id | Should -Be $first.Id, $later.Id
        (Get-Training -Queued).QueuePosition | Should -Be 1, 2
        (Get-Training -Finished).Id | Should -Not -Contain $later.Id
        @(Get-Training -Queued -Active).Count | Should -Be 3
        Get-Training -Queued | Out-String -Width 80 | Should -Match "$($first.ShortId)\s+tiny\s+Queued 1 \(\+5\)\s"
        Stop-Training $running.Id -Force
        ($first, $later | Wait-Training).State | Should -Be Completed, Completed
    }

    It 'says what to do about an unknown id' {
        $problem = Get-ErrorOf { Get-Training ffffffffffff }
        $problem.FullyQualifiedErrorId | Should -Be 'SessionNotFound,ModelOps.Cmdlets.GetTrainingCommand'
    }

    It 'shows a session that lost its worker as Interrupted' {
        (Stop-Worker (Wait-FirstStep (Start-Training endless -Dataset points -AsJob))).State | Should -Be Interrupted
    }

    It 'completes ids, with what they are' {
        $found = Get-Completion "Get-Training $($done.ShortId.Substring(0, 3))"
        $found.ListItemText | Should -Contain $done.ShortId
        ($found | Where-Object ListItemText -eq $done.ShortId).ToolTip | Should -Match 'tiny on points, Completed'
    }

    It 'fits 80 columns and shows accuracy in percent' {
        $lines = (Get-Training $done.Id | Format-Table | Out-String -Width 80) -split '\r?\n' | ForEach-Object TrimEnd
        $lines | Where-Object Length -gt 80 | Should -BeNullOrEmpty
        "$lines" | Should -Match "$($done.ShortId)\s+tiny\s+Completed\s+2/2\s+\d+\.\d %\s+[\d.e-]+\s+\S+\s+points"
    }

    It 'lists everything in full' {
        Get-Training $done.Id | Format-List | Out-String | Should -Match 'validation_accuracy: \d+\.\d %'
    }
}
