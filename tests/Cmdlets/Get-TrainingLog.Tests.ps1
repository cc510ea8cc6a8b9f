BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $training = Start-Training tiny -Dataset points
}

AfterAll { Remove-TestHome $test }

Describe 'Get-TrainingLog' {
    It 'gets the entries in order' {
        $entries = $training | Get-TrainingLog
        $entries | Should -BeOfType ModelOps.TrainingLogEntry
        $entries.Sequence | Should -Be ($entries.Sequence | Sort-Object)
    }

    It 'gets the last entries' { (Get-TrainingLog $training.Id -Tail 1).Sequence | Should -Be (Get-TrainingLog $training.Id)[-1].Sequence }

    It 'gets entries since a moment, given in local time or UTC' {
        $all = Get-TrainingLog $training.Id
        Get-TrainingLog $training.Id -Since ([datetime]::Now.AddHours(1)) | Should -BeNullOrEmpty
        @(Get-TrainingLog $training.Id -Since $all[0].Time).Count | Should -Be @($all).Count
        @(Get-TrainingLog $training.Id -Since ([datetime]::Now.AddHours(-1))).Count | Should -Be @($all).Count
    }

    It 'follows a training to its end' {
        $entries = Start-Training tiny -Dataset points -AsJob | Get-TrainingLog -Wait
        $id = $entries[0].SessionId
        (Get-Training $id).State | Should -Be Completed
        $entries.Sequence | Should -Be (Get-TrainingLog $id).Sequence
    }

    It 'follows until the pipeline has enough' {
        $running = Start-Training endless -Dataset points -AsJob
        @($running | Get-TrainingLog -Wait | Select-Object -First 1).Count | Should -Be 1
        (Get-Training $running.Id).State | Should -BeIn Queued, Starting, Running
        $running | Stop-Training -Force
    }

    It 'says what to do about an unknown id' {
        (Get-ErrorOf { Get-TrainingLog ffffffffffff }).FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
    }
}
