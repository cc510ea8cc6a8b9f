BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestAgent
    $null = New-TestData
}

AfterAll { Remove-TestHome $test }

Describe 'Start-ModelDemo' {
    AfterEach { Stop-ModelDemo * }

    It 'lets a slot play in a process of its own' {
        $demo = Start-ModelDemo champion
        $demo | Should -BeOfType ([ModelOps.ModelDemo])
        $demo.Name, $demo.Kind, $demo.Subject, $demo.SlotName, $demo.FramesPerSecond | Should -Be champion, Agent, cartpole, champion, 20
        $demo.ProcessId | Should -Not -Be $PID
        Get-Process -Id $demo.ProcessId | Should -Not -BeNullOrEmpty
    }

    It 'takes slots and models from the pipeline' {
        (Get-ModelSlot champion | Start-ModelDemo -FramesPerSecond 50).FramesPerSecond | Should -Be 50
        $model = Get-Model agent
        $demo = $model | Start-ModelDemo
        $demo.Name, $demo.ModelId, $demo.SlotName | Should -Be agent, $model.Id, $null
    }

    It 'shows a classifier samples of its dataset' {
        $model = Start-Training tiny -Dataset points
        $demo = Start-ModelDemo tiny -FramesPerSecond 20
        $demo.Kind, $demo.Subject | Should -Be Samples, points
        while (-not ($frame = Get-ModelDemo tiny -Frame 1)) { Start-Sleep -Milliseconds 50 }
        $frame.Caption | Should -Match '^sample \d+ is (low|high) \('
        $frame.Values.probability | Should -BeGreaterThan 0
    }

    It 'refuses a second one, and names that are none' {
        $null = Start-ModelDemo champion
        { Start-ModelDemo champion -ErrorAction Stop } | Should -Throw -ErrorId 'DemoActive*'
        { Start-ModelDemo champio -ErrorAction Stop } | Should -Throw '*champion*' -ErrorId 'DemoSourceNotFound*'
    }

    It 'draws with -Show until the demo ends' {
        $shell = [powershell]::Create().AddScript({
                param($module)
                Import-Module $module
                while ((Get-ModelDemo champion -ErrorAction Ignore | Where-Object IsActive).Frames -lt 20) { Start-Sleep -Milliseconds 50 }
                Stop-ModelDemo champion
            }).AddArgument($test.Module)
        $stopping = $shell.BeginInvoke()
        $seen = Invoke-Unseen { Start-ModelDemo champion -Show 6>&1 }
        $shell.EndInvoke($stopping)
        $shell.Dispose()
        # A shell without a screen gets what happens, as information.
        $seen[-1].State | Should -Be Stopped
        @($seen | Where-Object { "$_" -match '^cartpole, episode \d+, step \d+' }).Count | Should -BeGreaterThan 0
    }

    It 'starts nothing with -WhatIf' {
        Invoke-Unseen { Start-ModelDemo champion -WhatIf }
        Get-ModelDemo -State Starting, Running | Should -BeNullOrEmpty
    }
}
