BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-Item -ItemType Directory $env:MODELOPS_HOME
}

AfterAll { Remove-TestHome $test }

Describe 'Get-ModelOpsSetting' {
    It 'gets all, in order of key, each with default, source and description' {
        $all = Get-ModelOpsSetting
        $all.Key | Should -Be ($all.Key | Sort-Object)
        $all.Key | Should -Contain 'server.start_limit'
        ($all | Where-Object { -not $_.Description -or -not $_.Allowed -or -not $_.EnvironmentVariable }) | Should -BeNullOrEmpty
    }

    It 'takes wildcards and the pipeline' {
        (Get-ModelOpsSetting server.log*).Key | Should -Be server.log_files, server.log_size
        ('server.host' | Get-ModelOpsSetting).Value | Should -Be 127.0.0.1
    }

    It 'says where a value came from' {
        Set-Content (Join-Path $env:MODELOPS_HOME settings.yaml) "# mine`nserver.host: 0.0.0.0"
        $setting = Get-ModelOpsSetting server.host
        ($setting.Value, $setting.Source) | Should -Be 0.0.0.0, File
        $setting.Origin | Should -BeLike '*settings.yaml:2'
        $env:MODELOPS_SERVER_HOST = '127.0.0.2'
        $setting = Get-ModelOpsSetting server.host
        Remove-Item env:MODELOPS_SERVER_HOST
        ($setting.Value, $setting.Source, $setting.Origin) | Should -Be 127.0.0.2, Environment, MODELOPS_SERVER_HOST
    }

    It 'names a wrong value with its place, and shows the others' {
        Set-Content (Join-Path $env:MODELOPS_HOME settings.yaml) "server.log_files: many"
        $rest = Get-ModelOpsSetting server.log* -ErrorVariable problems -ErrorAction SilentlyContinue
        $rest.Key | Should -Be server.log_size
        $problems.FullyQualifiedErrorId | Should -BeLike 'SettingInvalid,*'
        $problems.Exception.Message | Should -Match "'many' in .*settings.yaml, line 1.*1 to 100"
        Remove-Item (Join-Path $env:MODELOPS_HOME settings.yaml)
    }

    It 'names the nearest keys for one that does not exist' { (Get-ErrorOf { Get-ModelOpsSetting server.hots }).Exception.Message | Should -Match 'server.host' }

    It 'completes keys' { (Get-Completion 'Get-ModelOpsSetting models.').CompletionText | Should -Be models.folders }
}
