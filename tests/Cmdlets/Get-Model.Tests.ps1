BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $first = Start-Training tiny -Dataset points -Name first
    $second = Start-Training tiny -Dataset points -Name second -Set @{ seed = 1 }
    $stopped = Wait-FirstStep (Start-Training endless -Dataset points -AsJob) | Stop-Training -PassThru
}

AfterAll { Remove-TestHome $test }

Describe 'Get-Model' {
    It 'gets all, newest first' { (Get-Model).Name | Should -Be endless, second, first }
    It 'gets the newest' { (Get-Model -Newest 1).Name | Should -Be endless }
    It 'takes a name, wildcards and the beginning of an id' {
        (Get-Model first).Id | Should -Be $first.ModelId
        (Get-Model *s*).Name | Should -Be endless, second, first
        (Get-Model $first.ModelId.Substring(0, 10)).Id | Should -Be $first.ModelId
    }
    It 'takes -Id' { (Get-Model -Id $first.ModelId.Substring(0, 8)).Id | Should -Be $first.ModelId }
    It 'filters by state and network' {
        (Get-Model -State Completed).Name | Should -Be second, first
        (Get-Model -State Interrupted).Name | Should -Be endless
        Get-Model -Network cnn | Should -BeNullOrEmpty
        (Get-Model -Network mlp -Newest 2).Count | Should -Be 2
    }

    It 'takes sessions and models from the pipeline' {
        ($first | Get-Model).Id | Should -Be $first.ModelId
        (Get-Model first | Get-Model).Id | Should -Be $first.ModelId
        ('first', 'second' | Get-Model).Name | Should -Be first, second
    }

    It 'has what a trained model has' {
        $model = Get-Model first
        $model.State | Should -Be Completed
        $model.Parameters | Should -Be (2 * 8 + 8 + 8 * 2 + 2)
        (Get-FileHash (Join-Path $model.Path model.safetensors)).Hash | Should -Be $model.Sha256
        $model.Metrics['validation_accuracy'] | Should -BeGreaterThan 0
    }

    It 'shows all of one model by its id: layers, training, files' {
        $model = Get-Model -Id $first.ModelId
        ($model.Layers | Measure-Object Parameters -Sum).Sum | Should -Be $model.Parameters
        $model.Layers[-1].Kind | Should -Be linear
        $model.Layers[-1].Output | Should -Be 2
        $model.Training.JobHash | Should -Be $first.Id
        $model.Training.Steps | Should -Be $first.Step
        $model.Training.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $model.FilesExist | Should -BeTrue
        $model | Format-List | Out-String | Should -Match "(?s)Layers\s*: \S+: linear to 8, 24 parameters.*Training\s*: 2 epochs, .* steps on cpu in 00:0"
        $file = Join-Path $model.Path model.safetensors
        Rename-Item $file away
        (Get-Model -Id $first.ModelId).FilesExist | Should -BeFalse
        Rename-Item (Join-Path $model.Path away) model.safetensors
    }

    It 'names the nearest models for one that does not exist' {
        $problem = Get-ErrorOf { Get-Model frist }
        $problem.FullyQualifiedErrorId | Should -Be 'ModelNotFound,ModelOps.Cmdlets.GetModelCommand'
        $problem.Exception.Message | Should -Match 'first'
        Get-Model none* | Should -BeNullOrEmpty
    }

    It 'completes ids and networks' {
        (Get-Completion "Get-Model -Id ").ListItemText | Should -Contain (Get-Model first).ShortId
        (Get-Completion 'Get-Model -Network m').CompletionText | Should -Be mlp
        (Get-Completion 'Get-Model -State Comp').CompletionText | Should -Be Completed
    }

    It 'has the name in 60 columns too' {
        $lines = (Get-Model first | Format-Table | Out-String -Width 60) -split '\r?\n' | ForEach-Object TrimEnd
        "$lines" | Should -Match "$((Get-Model first).ShortId)\s+first\s+Completed\s"
        $lines | Where-Object Length -gt 60 | Should -BeNullOrEmpty
    }

    It 'fits 80 columns' {
        $text = Get-Model first | Format-Table | Out-String -Width 80
        $text | Should -Match "first\s+Completed\s+\d+\.\d %.*mlp"
        Get-Model first | Format-List | Out-String | Should -Match 'Parameters\s*: 42'
    }
}
