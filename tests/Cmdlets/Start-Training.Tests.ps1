BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $points = New-TestData
}

AfterAll { Remove-TestHome $test }

Describe 'Start-Training' {
    It 'trains in the foreground and returns the completed session' {
        $training = Start-Training tiny -Dataset points
        $training | Should -BeOfType ModelOps.TrainingSession
        $training.State | Should -Be Completed
        $training.Epoch | Should -Be 2
        $training.Step | Should -Be $training.TotalSteps
        $training.Metrics.Keys | Should -Contain validation_accuracy
        (Get-Model -Id $training.ModelId).State | Should -Be Completed
    }

    It 'takes the dataset from the pipeline' {
        $training = $points | Start-Training -ProfileName tiny
        $training.State, $training.DatasetName | Should -Be Completed, points
    }

    It 'takes the profile from the pipeline' {
        (Get-ModelProfile tiny | Start-Training -Dataset points -AsJob | Wait-Training).ProfileName | Should -Be tiny
    }

    It 'takes the dataset that a profile from the pipeline names' {
        (Get-ModelProfile tiny | Start-Training -Set @{ 'data.dataset' = 'points' } -AsJob | Wait-Training).DatasetName | Should -Be points
    }

    It 'trains profile and dataset of a session again' {
        $again = Get-Training -Newest 1 | Start-Training
        $again.ProfileName, $again.DatasetName, $again.State | Should -Be tiny, points, Completed
    }

    It 'trains an agent without a dataset, and again from its session' {
        $null = New-TestAgent
        $training = Get-Training -Newest 1
        $training.State, $training.DatasetName, $training.Step, $training.Epoch | Should -Be Completed, cartpole, 600, 2
        $training.Metrics.Keys | Should -Contain evaluation_return
        ($training | Start-Training).DatasetName | Should -Be cartpole
        { Start-Training agent -Dataset points -ErrorAction Stop } | Should -Throw '*an agent takes no dataset*'
    }

    It 'takes the path of a YAML file, relative to the location' {
        Copy-Item (Join-Path $env:MODELOPS_HOME profiles tiny.yaml) ./mine.yaml
        (Start-Training ./mine.yaml -Dataset points).State | Should -Be Completed
    }

    It 'sets keys of the profile by path, nested tables and lists too, and names the model' {
        $training = Start-Training tiny -Dataset points -Name special -Set @{
            epochs = 1; 'optimizer.lr' = 0.25; data = @{ train = 0.5; normalize = $false }; 'network.hidden' = 4, 5
        }
        $training.TotalEpochs | Should -Be 1
        (Get-Model special).SessionId | Should -Be $training.Id
        $text = Get-Content -Raw (Join-Path (Get-Model special).Path profile.yaml)
        $text | Should -Match 'lr: 0\.25'
        $text | Should -Match 'train: 0\.5'
        $text | Should -Match 'normalize: false'
        ($text -replace '\s') | Should -Match 'hidden:(\[4,5\]|-4-5)'
    }

    It 'returns at once with -AsJob' {
        $training = Start-Training endless -Dataset points -AsJob
        $training.State | Should -BeIn Queued, Starting, Running
        (Stop-Training $training.Id -PassThru).State | Should -Be Stopped
    }

    It 'starts nothing with -WhatIf' {
        $before = @(Get-Training).Count
        Invoke-Unseen { Start-Training tiny -Dataset points -WhatIf } | Should -BeNullOrEmpty
        @(Get-Training).Count | Should -Be $before
    }

    It 'saves and stops when the shell stops it' {
        $shell = [powershell]::Create().AddScript("Import-Module '$($test.Module)'; Start-Training endless -Dataset points -Name interrupted")
        $handle = $shell.BeginInvoke()
        $end = [datetime]::UtcNow.AddSeconds(120)
        while (-not ($training = Get-Training -State Running -Newest 1) -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 100 }
        $null = Wait-FirstStep $training
        $shell.Stop()
        $handle.IsCompleted | Should -BeTrue
        $shell.Dispose()
        $stopped = Get-Training $training.Id
        $stopped.State | Should -Be Stopped
        Join-Path $stopped.Path checkpoints | Get-ChildItem -Filter 'step-*' | Should -Not -BeNullOrEmpty
    }

    It 'outlives the shell with -AsJob' {
        $id = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command "Import-Module '$($test.Module)'; (Start-Training endless -Dataset points -AsJob).Id"
        $training = Wait-FirstStep (Get-Training $id)
        $training.State | Should -Be Running
        $training.Step | Should -BeGreaterThan 0
        Stop-Training $id -Force
    }

    It 'reports all problems of a profile together, and starts nothing' {
        Set-Content ./broken.yaml @'
network: { family: mlp, hiden: [8] }
optimizer: { name: addam, lr: fast }
epochs: -3
batch: many
'@
        $before = @(Get-Training).Count
        $problem = Get-ErrorOf { Start-Training ./broken.yaml -Dataset points }
        $problem.FullyQualifiedErrorId | Should -Be 'ProfileInvalid,ModelOps.Cmdlets.StartTrainingCommand'
        foreach ($where in ':1: network.hiden', ':2: optimizer.name', ':2: optimizer.lr', ':3: epochs', ':4: batch') {
            "$problem" | Should -BeLike "*$where*"
        }
        @(Get-Training).Count | Should -Be $before
    }

    It 'names the nearest profiles and datasets' {
        (Get-ErrorOf { Start-Training tny -Dataset points }).Exception.Message | Should -Match 'tiny'
        (Get-ErrorOf { Start-Training tiny -Dataset poins }).Exception.Message | Should -Match 'points'
    }

    It 'refuses a dataset of the wrong shape' {
        $problem = Get-ErrorOf { Start-Training digits-cnn -Dataset points }
        $problem | Should -Not -BeNullOrEmpty
        "$problem" | Should -Match 'shape'
        @(Get-Training -ProfileName digits-cnn).Count | Should -Be 0
    }

    It 'starts from the weights of a slot, and names every difference of those that do not fit' {
        $null = Start-Training tiny -Dataset points | Save-ModelSlot warm
        $again = Start-Training tiny -Dataset points -From warm
        $again.State | Should -Be Completed
        ($again | Get-TrainingLog).Message | Should -Contain "Starts from the weights of 'warm'."
        $problem = Get-ErrorOf { Start-Training tiny -Dataset points -From warm -Set @{ 'network.hidden' = @(9) } }
        $problem.FullyQualifiedErrorId | Should -Be 'StartWeightsDoNotFit,ModelOps.Cmdlets.StartTrainingCommand'
        foreach ($difference in '0.weight is [8, 2], the network has [9, 2]', '0.bias is [8]', '2.weight is [2, 8]') {
            "$problem".Contains($difference) | Should -BeTrue
        }
        (Get-ErrorOf { Start-Training tiny -Dataset points -From wrm }).Exception.Message | Should -Match 'warm'
        (Get-Completion 'Start-Training tiny -From w').CompletionText | Should -Be warm
    }

    It 'completes profiles, datasets and parameters' {
        (Get-Completion 'Start-Training dig').CompletionText | Should -Contain digits-cnn
        (Get-Completion 'Start-Training -ProfileName tiny -Dataset p').CompletionText | Should -Be points
        (Get-Completion 'Start-Training -Da').CompletionText | Should -Be '-Dataset'
    }
}
