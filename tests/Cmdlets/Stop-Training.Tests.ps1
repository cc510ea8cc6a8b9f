BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
}

AfterAll { Remove-TestHome $test }

Describe 'Stop-Training' {
    It 'saves a checkpoint and stops' {
        $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        $stopped = $training | Stop-Training -PassThru
        $stopped.State | Should -Be Stopped
        $stopped.Step | Should -BeGreaterThan 0
        Get-ChildItem (Join-Path $stopped.Path checkpoints) -Filter manifest.json -Recurse | Should -Not -BeNullOrEmpty
        $stopped.ProcessId | Should -BeNullOrEmpty
    }

    It 'ends without saving with -Force' {
        $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        (Stop-Training $training.ShortId -Force -PassThru).State | Should -Be Cancelled
    }

    It 'returns nothing without -PassThru' {
        Start-Training endless -Dataset points -AsJob | Stop-Training -Force | Should -BeNullOrEmpty
    }

    It 'stops nothing with -WhatIf' {
        $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        Invoke-Unseen { Stop-Training $args[0] -WhatIf } $training.Id
        (Get-Training $training.Id).State | Should -Be Running
        Stop-Training $training.Id -Force
    }

    It 'says what to do about an unknown id' {
        (Get-ErrorOf { Stop-Training ffffffffffff }).FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
    }
}
