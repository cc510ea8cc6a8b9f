BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-Item -ItemType Directory $env:MODELOPS_HOME
    $settings = Join-Path $env:MODELOPS_HOME settings.yaml
}

AfterAll { Remove-TestHome $test }

Describe 'Set-ModelOpsSetting' {
    BeforeEach { Set-Content $settings "# mine`nserver.host: 127.0.0.1 # only here" }

    It 'changes the file and keeps its comments' {
        Set-ModelOpsSetting server.host 0.0.0.0 | Should -BeNullOrEmpty
        Get-Content $settings | Should -Be '# mine', 'server.host: 0.0.0.0   # only here'
        (Set-ModelOpsSetting server.start_limit 5m -PassThru).Value | Should -Be 5m
        (Get-ModelOpsSetting server.start_limit).Source | Should -Be File
        Set-ModelOpsSetting server.start_limit -Reset
        (Get-ModelOpsSetting server.start_limit).Source | Should -Be Default
        Get-Content $settings | Should -Be '# mine', 'server.host: 0.0.0.0   # only here'
    }

    It 'takes lists' {
        $a, $b = (New-Item -ItemType Directory ./a).FullName, (New-Item -ItemType Directory './b c').FullName
        (Set-ModelOpsSetting models.folders $a, $b -PassThru).Value | Should -Be "$a$([System.IO.Path]::PathSeparator)$b"
    }

    It 'refuses what is not allowed and writes nothing' {
        $problem = Get-ErrorOf { Set-ModelOpsSetting server.ports 80-90 }
        $problem.CategoryInfo.Category | Should -Be InvalidArgument
        $problem.Exception.Message | Should -Match '1024 to 65535'
        (Get-ErrorOf { Set-ModelOpsSetting models.folders /nowhere }).Exception.Message | Should -Match '/nowhere'
        Get-Content $settings | Should -Be '# mine', 'server.host: 127.0.0.1 # only here'
    }

    It 'warns where the environment is stronger' {
        $env:MODELOPS_SERVER_HOST = '127.0.0.2'
        Set-ModelOpsSetting server.host 0.0.0.0 -WarningVariable warnings -WarningAction SilentlyContinue
        Remove-Item env:MODELOPS_SERVER_HOST
        $warnings.Message | Should -Match MODELOPS_SERVER_HOST
    }

    It 'does nothing with -WhatIf' {
        Invoke-Unseen { Set-ModelOpsSetting server.host 0.0.0.0 -WhatIf }
        (Get-ModelOpsSetting server.host).Value | Should -Be 127.0.0.1
    }
}
