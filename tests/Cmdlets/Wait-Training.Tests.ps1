BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
}

AfterAll { Remove-TestHome $test }

Describe 'Wait-Training' {
    It 'waits for all and returns them as they ended' {
        $ended = 1..2 | ForEach-Object { Start-Training tiny -Dataset points -AsJob } | Wait-Training
        $ended.State | Should -Be Completed, Completed
    }

    It 'waits for all of a queue' {
        $queued = 1..4 | ForEach-Object { Start-Training tiny -Dataset points -AsJob }
        $ended = $queued | Wait-Training
        $ended.Id | Should -Be $queued.Id
        $ended.State | Select-Object -Unique | Should -Be Completed
    }

    It 'returns one that has ended already' {
        $training = Get-Training -Newest 1
        (Wait-Training $training.Id).Id | Should -Be $training.Id
    }

    It 'is an error after the time limit, and leaves the training alone' {
        $training = Start-Training endless -Dataset points -AsJob
        $problem = Get-ErrorOf { $training | Wait-Training -Timeout 1 }
        $problem.FullyQualifiedErrorId | Should -Be 'TrainingWaitTimeout,ModelOps.Cmdlets.WaitTrainingCommand'
        $problem.CategoryInfo.Category | Should -Be OperationTimeout
        $problem.TargetObject.Id | Should -Be $training.Id
        (Get-Training $training.Id).State | Should -BeIn Queued, Starting, Running
        $training | Stop-Training -Force
    }

    It 'says what to do about an unknown id' {
        (Get-ErrorOf { Wait-Training ffffffffffff }).FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
    }

    It 'completes ids of sessions that have not ended' {
        $training = Start-Training endless -Dataset points -AsJob
        (Get-Completion 'Wait-Training ').ListItemText | Should -Be $training.ShortId
        $training | Stop-Training -Force
    }
}
