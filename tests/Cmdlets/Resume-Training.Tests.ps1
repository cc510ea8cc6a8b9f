BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    New-TestProfile long -Epochs 3000
    $whole = Start-Training long -Dataset points
}

AfterAll { Remove-TestHome $test }

Describe 'Resume-Training' {
    It 'ends with the same weights, bit by bit, as a run that was left alone' {
        $training = Wait-FirstStep (Start-Training long -Dataset points -AsJob)
        $stopped = $training | Stop-Training -PassThru
        $stopped.State | Should -Be Stopped
        $resumed = Resume-Training $stopped.ShortId
        $resumed.State | Should -Be Completed
        $resumed.Id | Should -Be $training.Id
        (Get-Model -Id $resumed.ModelId).Sha256 | Should -Be (Get-Model -Id $whole.ModelId).Sha256
    }

    It 'goes on with one whose worker was killed' {
        $null = Stop-Worker (Wait-FirstStep (Start-Training long -Dataset points -AsJob))
        $resumed = Get-Training -State Interrupted | Resume-Training
        $resumed.State | Should -Be Completed
        (Get-Model -Id $resumed.ModelId).Sha256 | Should -Be (Get-Model -Id $whole.ModelId).Sha256
    }

    It 'returns at once with -AsJob' {
        $stopped = Wait-FirstStep (Start-Training endless -Dataset points -AsJob) | Stop-Training -PassThru
        $resumed = $stopped | Resume-Training -AsJob
        $resumed.State | Should -BeIn Queued, Starting, Running
        $now = Wait-FirstStep $resumed
        $now.Step | Should -Not -BeLessThan $stopped.Step
        Stop-Training $resumed.Id -Force
    }

    It 'refuses one that runs, and one that is completed' {
        $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        (Get-ErrorOf { Resume-Training $training.Id }).CategoryInfo.Category | Should -Be ResourceBusy
        Stop-Training $training.Id -Force
        Get-ErrorOf { Resume-Training $whole.Id } | Should -Not -BeNullOrEmpty
    }

    It 'passes a truncated checkpoint over with a warning, or refuses where there is no other' {
        $stopped = Wait-FirstStep (Start-Training endless -Dataset points -AsJob) | Stop-Training -PassThru
        Get-ChildItem (Join-Path $stopped.Path checkpoints) -Filter model.safetensors -Recurse | ForEach-Object {
            $stream = $_.OpenWrite()
            $stream.SetLength(10)
            $stream.Dispose()
        }
        $problem = Get-ErrorOf { Resume-Training $stopped.Id }
        $problem.CategoryInfo.Category | Should -Be InvalidData
        (Get-Training $stopped.Id).State | Should -Be Stopped
    }

    It 'goes on with a completed one to more epochs' {
        $short = Start-Training long -Dataset points -Set @{ epochs = 2; schedule = @{ name = 'constant' } }
        (Get-ErrorOf { Resume-Training $short.Id -Epochs 2 }).CategoryInfo.Category | Should -Be InvalidArgument
        $extended = Resume-Training $short.Id -Epochs 4
        $extended.State | Should -Be Completed
        $extended.Epoch | Should -Be 4
        $straight = Start-Training long -Dataset points -Set @{ epochs = 4; schedule = @{ name = 'constant' } }
        (Get-Model -Id $extended.ModelId).Sha256 | Should -Be (Get-Model -Id $straight.ModelId).Sha256
    }

    It 'completes ids of sessions that can be resumed' {
        (Get-Completion 'Resume-Training ').ListItemText | Should -Not -Contain $whole.ShortId
    }
}
