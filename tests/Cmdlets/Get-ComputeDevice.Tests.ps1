BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
}

AfterAll { Remove-TestHome $test }

Describe 'Get-ComputeDevice' {
    It 'gets processors with memory, and the disk of the home' {
        $devices = Get-ComputeDevice
        $devices[0].Name | Should -Be cpu
        $devices[0].Cores | Should -Be ([System.Environment]::ProcessorCount)
        $devices[0].Model | Should -Not -BeNullOrEmpty
        $devices[0].Utilization | Should -BeGreaterOrEqual 0
        $devices[0].Utilization | Should -BeLessOrEqual 1
        $devices[0].FreeBytes | Should -BeGreaterThan 1MB
        $devices[-1].Kind | Should -Be Disk
        $devices[-1].TotalBytes | Should -BeGreaterThan $devices[-1].FreeBytes
    }

    It 'tells GPUs, or why there are none' {
        $gpus = @(Get-ComputeDevice -Kind Gpu -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop)
        if ($gpus) { $gpus[0].Name | Should -Be 'cuda:0'; $warnings | Should -BeNullOrEmpty }
        else { "$warnings" | Should -BeLike '*Trainings run on the CPU*'; (Get-ComputeDevice cpu).Note | Should -Be "$warnings" }
    }

    It 'takes names, wildcards and the pipeline' {
        (Get-ComputeDevice c*, disk).Name | Should -Be @(@(Get-ComputeDevice -Kind Cpu, Gpu).Name; 'disk')
        ('disk' | Get-ComputeDevice).Kind | Should -Be Disk
        (Get-ComputeDevice cpu | Get-ComputeDevice).Name | Should -Be cpu
    }

    It 'names the nearest for one that does not exist' {
        $problem = Get-ErrorOf { Get-ComputeDevice cpi }
        $problem.FullyQualifiedErrorId | Should -Be 'DeviceNotFound,ModelOps.Cmdlets.GetComputeDeviceCommand'
        $problem.Exception.Message | Should -Match "cpu"
    }

    It 'goes on reading with -Wait' {
        $readings = Get-ComputeDevice cpu -Wait -Interval 0.1 | Select-Object -First 3
        $readings.Count | Should -Be 3
        $readings[2].Time | Should -BeGreaterThan $readings[0].Time
    }

    It 'needs no registry and makes none' { Test-Path $env:MODELOPS_HOME | Should -BeFalse }
    It 'completes names' { (Get-Completion 'Get-ComputeDevice d').CompletionText | Should -Be disk }

    It 'shows load, memory and model' {
        Get-ComputeDevice cpu | Out-String -Width 120 | Should -Match 'cpu\s+\d+\.\d %\s+[\d.]+ [KMGT]B\s+[\d.]+ [KMGT]B\s+[\d.]+ [KMGT]B\s+\d+ × '
    }
}
