BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $tiny = Start-Training tiny -Dataset points
    $objects = @{
        Dataset          = Get-Dataset points
        TrainingSession  = $tiny
        Model            = $tiny | Get-Model
        ModelSlot        = $tiny | Save-ModelSlot kept -PassThru
        ModelProfile     = Get-ModelProfile tiny
        MetricPoint      = Get-TrainingMetric $tiny.Id -Latest | Select-Object -First 1
        TrainingLogEntry = Get-TrainingLog $tiny.Id -Tail 1
    }
    $objects.ModelExport = $tiny | Export-Model -Destination ./binding
}

AfterAll { Remove-TestHome $test }

Describe 'The pipeline' {
    It 'imports, trains, keeps and exports the digits' {
        Copy-Item -Recurse (Join-Path $test.Root docs) ./docs
        $export = Import-Dataset ./docs/samples/digits.csv.gz -LabelColumn 64 |
            Start-Training -ProfileName digits-cnn | Save-ModelSlot best -PassThru | Export-Model -Format SafeTensors
        $export.Format | Should -Be SafeTensors
        Split-Path $export.Path | Should -Be (Get-Location).Path
        (Get-FileHash $export.Path).Hash | Should -Be $export.Sha256
        $slot = Get-ModelSlot best
        $slot.ModelId | Should -Be $export.ModelId
        $slot.Metrics['validation_accuracy'] | Should -BeGreaterThan 0.96
    }

    It 'goes on with the other objects after the error of one' {
        $found = 'kept', 'none', 'kept' | Get-ModelSlot -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Name | Should -Be kept, kept
        @($problems).Count | Should -Be 1
    }

    It 'ends at the first error with $ErrorActionPreference = Stop' {
        $seen = [System.Collections.Generic.List[object]]::new()
        {
            $ErrorActionPreference = 'Stop'
            'kept', 'none', 'kept' | Get-ModelSlot | ForEach-Object { $seen.Add($_) }
        } | Should -Throw -ErrorId 'SlotNotFound,ModelOps.Cmdlets.GetModelSlotCommand'
        $seen.Count | Should -Be 1
    }

    It 'stops early when the next cmdlet has enough' {
        @(Get-Model | Select-Object -First 1).Count | Should -Be 1
    }

    It 'works in several runspaces at once' {
        1..4 | ForEach-Object -Parallel { Import-Module $using:test.Module; (Get-Dataset points).Name } | Should -Be (@('points') * 4)
    }
}

Describe 'A <From>' {
    It 'can be piped into <To>' -ForEach @(
        @{ From = 'Dataset'; To = 'Get-Dataset'; Gives = 'Dataset' }
        @{ From = 'TrainingSession'; To = 'Get-Dataset'; Gives = 'Dataset' }
        @{ From = 'Model'; To = 'Get-Dataset'; Gives = 'Dataset' }
        @{ From = 'ModelSlot'; To = 'Get-Dataset'; Gives = 'Dataset' }
        @{ From = 'TrainingSession'; To = 'Get-Training'; Gives = 'TrainingSession' }
        @{ From = 'Model'; To = 'Get-Training'; Gives = 'TrainingSession' }
        @{ From = 'MetricPoint'; To = 'Get-Training'; Gives = 'TrainingSession' }
        @{ From = 'TrainingLogEntry'; To = 'Get-Training'; Gives = 'TrainingSession' }
        @{ From = 'TrainingSession'; To = 'Wait-Training'; Gives = 'TrainingSession' }
        @{ From = 'TrainingSession'; To = 'Get-Model'; Gives = 'Model' }
        @{ From = 'Model'; To = 'Get-Model'; Gives = 'Model' }
        @{ From = 'ModelSlot'; To = 'Get-Model'; Gives = 'Model' }
        @{ From = 'ModelExport'; To = 'Get-Model'; Gives = 'Model' }
        @{ From = 'ModelSlot'; To = 'Get-ModelSlot'; Gives = 'ModelSlot' }
        @{ From = 'TrainingSession'; To = 'Get-ModelProfile'; Gives = 'ModelProfile' }
        @{ From = 'Model'; To = 'Get-ModelProfile'; Gives = 'ModelProfile' }
        @{ From = 'ModelProfile'; To = 'Get-ModelProfile'; Gives = 'ModelProfile' }
        @{ From = 'ModelProfile'; To = 'Test-ModelProfile'; Gives = 'ProfileTestResult' }
        @{ From = 'Model'; To = 'Test-ModelProfile'; Gives = 'ProfileTestResult' }
        @{ From = 'TrainingSession'; To = 'Get-TrainingLog'; Gives = 'TrainingLogEntry' }
        @{ From = 'Model'; To = 'Get-TrainingMetric'; Gives = 'MetricPoint' }
    ) {
        $found = @($objects[$From] | & $To)
        $found[0] | Should -BeOfType "ModelOps.$Gives"
        switch ($Gives) {
            Dataset { $found.Name | Should -Be points }
            TrainingSession { $found.Id | Should -Be $tiny.Id }
            Model { $found.Id | Should -Be $tiny.ModelId }
            ModelSlot { $found.Name | Should -Be kept }
            ModelProfile { $found.Name | Should -Be tiny }
        }
    }

    It 'can be piped into Export-Model' -ForEach @(
        @{ From = 'TrainingSession' }, @{ From = 'Model' }, @{ From = 'ModelSlot' }, @{ From = 'ModelExport' }
    ) { ($objects[$From] | Export-Model -Destination "./from-$From").ModelId | Should -Be $tiny.ModelId }

    It 'can be piped into Save-ModelSlot' -ForEach @(
        @{ From = 'TrainingSession' }, @{ From = 'Model' }, @{ From = 'ModelSlot' }, @{ From = 'ModelExport' }
    ) { ($objects[$From] | Save-ModelSlot "from-$From" -PassThru).ModelId | Should -Be $tiny.ModelId }
}

Describe 'What is shown' {
    It '<Type> fits 80 columns' -ForEach @(
        @{ Type = 'Dataset' }, @{ Type = 'TrainingSession' }, @{ Type = 'Model' }, @{ Type = 'ModelSlot' }, @{ Type = 'ModelProfile' }
        @{ Type = 'MetricPoint' }, @{ Type = 'TrainingLogEntry' }, @{ Type = 'ModelExport' }
    ) {
        $lines = ($objects[$Type] | Out-String -Width 80) -split '\r?\n'
        $lines.Count | Should -BeGreaterThan 3
        $lines | Where-Object { $_.TrimEnd().Length -gt 80 } | Should -BeNullOrEmpty
    }

    It 'is <Text> for <Bytes> bytes' -ForEach @(
        @{ Bytes = 0; Text = '0 B' }, @{ Bytes = 1000; Text = '1000 B' }, @{ Bytes = 1024; Text = '1.0 KB' }
        @{ Bytes = 1048575; Text = '1.0 MB' }, @{ Bytes = 1048576; Text = '1.0 MB' }, @{ Bytes = 5000000000; Text = '4.7 GB' }
    ) { [ModelOps.DisplayText]::Size($Bytes) | Should -Be $Text }

    It 'is <Text> for <Name> = <Value>' -ForEach @(
        @{ Name = 'validation_accuracy'; Value = 0.978; Text = '97.8 %' }, @{ Name = 'training_loss'; Value = 0.0812345; Text = '0.08123' }
        @{ Name = 'examples_per_second'; Value = 12345.6; Text = '12,346' }, @{ Name = 'learning_rate'; Value = 0.00001; Text = '1E-05' }
        @{ Name = 'training_loss'; Value = [double]::NaN; Text = 'NaN' }
    ) { [ModelOps.DisplayText]::Metric($Name, $Value) | Should -Be $Text }

    It 'is the local time' {
        $utc = [datetime]::new(2020, 1, 2, 3, 4, 5, [System.DateTimeKind]::Utc)
        [ModelOps.DisplayText]::DateAndTime($utc) | Should -Be $utc.ToLocalTime().ToString('yyyy-MM-dd HH:mm:ss')
        [ModelOps.DisplayText]::When($utc) | Should -Be $utc.ToLocalTime().ToString('yyyy-MM-dd')
        [ModelOps.DisplayText]::When($null) | Should -Be ''
    }
}
