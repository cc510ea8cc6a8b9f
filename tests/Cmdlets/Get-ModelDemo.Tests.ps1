BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestAgent
}

AfterAll { Remove-TestHome $test }

Describe 'Get-ModelDemo' {
    AfterEach { Stop-ModelDemo * }

    It 'is empty at first' { Get-ModelDemo | Should -BeNullOrEmpty }

    It 'finds a demo that another shell has started' {
        $other = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command "Import-Module '$($test.Module)'; (Start-ModelDemo champion).ProcessId"
        (Get-ModelDemo champion).ProcessId | Should -Be ([int]$other)
        while ((Get-ModelDemo champion).Frames -lt 5) { Start-Sleep -Milliseconds 50 }
        (Get-ModelDemo ch*).Caption | Should -Match '^cartpole, episode \d+, step \d+'
    }

    It 'returns frames with their numbers' {
        $null = Start-ModelDemo champion -FramesPerSecond 60
        while ((Get-ModelDemo champion).Frames -lt 5) { Start-Sleep -Milliseconds 50 }
        $frames = Get-ModelDemo champion -Frame 3
        $frames | Should -BeOfType ([ModelOps.ModelDemoFrame])
        $frames.Number | Should -Be ($frames[0].Number..($frames[0].Number + 2))
        $frames[-1].Text | Should -Match ([regex]::Escape('[o___o]'))
        $frames[-1].Values.episode | Should -BeGreaterThan 0
    }

    It 'notices a process that was killed' {
        $demo = Start-ModelDemo champion
        Stop-Process -Id $demo.ProcessId -Force
        while (Get-Process -Id $demo.ProcessId -ErrorAction SilentlyContinue) { Start-Sleep -Milliseconds 50; $null = Get-ModelDemo }
        $dead = Get-ModelDemo champion
        $dead.State, $dead.ProcessId | Should -Be Failed, $null
        $dead.Error | Should -Match 'is gone'
        (Start-ModelDemo champion).State | Should -BeIn Starting, Running
    }

    It 'draws with -Wait until the demo ends' {
        $null = Start-ModelDemo champion
        $shell = [powershell]::Create().AddScript({
                param($module)
                Import-Module $module
                while ((Get-ModelDemo champion -ErrorAction Ignore | Where-Object IsActive).Frames -lt 20) { Start-Sleep -Milliseconds 50 }
                Stop-ModelDemo champion
            }).AddArgument($test.Module)
        $stopping = $shell.BeginInvoke()
        $seen = Invoke-Unseen { Get-ModelDemo champion -Wait 6>&1 }
        $shell.EndInvoke($stopping)
        $shell.Dispose()
        $seen[-1].State | Should -Be Stopped
        "$($seen[0])" | Should -Match '^cartpole, episode \d+, step \d+'
    }

    It 'names the nearest where there is none of the name' {
        $null = Start-ModelDemo champion
        { Get-ModelDemo champoin -ErrorAction Stop } | Should -Throw '*champion*' -ErrorId 'DemoNotFound*'
    }
}
