BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
}

AfterAll { Remove-TestHome $test }


Describe 'Start-ModelServer' {
    AfterEach { Get-ModelServer | Stop-ModelServer -Force; Get-ModelServer | Remove-ModelServer }

    It 'serves a file and waits until it is ready' {
        $server = Start-ModelServer ./tiny.gguf
        $server | Should -BeOfType ModelOps.ModelServer
        ($server.Name, $server.State, $server.ModelPath) | Should -Be tiny, Ready, $file.FullName
        (Invoke-RestMethod "$($server.Url)/health").status | Should -Be ok
    }

    It 'takes files, names and exports from the pipeline, and loads them at the same time' {
        Copy-Item ./tiny.gguf ./other.gguf
        $servers = Get-ChildItem *.gguf | Start-ModelServer
        $servers.Name | Sort-Object | Should -Be other, tiny
        ($servers.Port | Sort-Object -Unique).Count | Should -Be 2
        $servers | Stop-ModelServer -Force
        ('./tiny.gguf' | Start-ModelServer -Name again).State | Should -Be Ready
        $export = [ModelOps.ModelExport]::new($file.FullName, 'Gguf', 'id', 8, 'hash')
        ($export | Start-ModelServer -Name exported).ModelPath | Should -Be $file.FullName
    }

    It 'returns at once with -NoWait' {
        (Start-ModelServer ./tiny.gguf -NoWait -ArgumentList '--test-start-delay', 600).State | Should -Be Starting
        (Get-ModelServer tiny).State | Should -Be Starting
    }

    It 'finds models by name in the model folders' {
        $folder = New-Item -ItemType Directory -Force ./models
        Copy-Item ./tiny.gguf "$folder/Small.gguf"
        Set-ModelOpsSetting models.folders $folder.FullName
        (Start-ModelServer small -ContextLength 512 -Threads 1).Name | Should -Be Small
        (Get-ErrorOf { Start-ModelServer smal }).Exception.Message | Should -Match 'Small'
    }

    It 'says why a server could not be started, and the others go on' {
        Copy-Item ./tiny.gguf ./gone.gguf
        $servers = './nowhere.gguf', './tiny.gguf' | Start-ModelServer -ErrorVariable problems -ErrorAction SilentlyContinue
        $servers.Name | Should -Be tiny
        $problems.FullyQualifiedErrorId | Should -Be 'ServerModelFileNotFound,ModelOps.Cmdlets.StartModelServerCommand'
        $problem = Get-ErrorOf { Start-ModelServer ./gone.gguf -ArgumentList '--test-fail-at-start', 4 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ServerFailed,*'
        $problem.Exception.Message | Should -Match 'exit code 4'
        $problem.Exception.Message | Should -Match 'failed to load model'
    }

    It 'refuses a name that is active' {
        $null = Start-ModelServer ./tiny.gguf
        (Get-ErrorOf { Start-ModelServer ./tiny.gguf }).CategoryInfo.Category | Should -Be ResourceBusy
    }

    It 'names a program that is missing' {
        $before = $env:MODELOPS_LLAMA_SERVER
        $env:MODELOPS_LLAMA_SERVER = '/nowhere/llama-server'
        $problem = Get-ErrorOf { Start-ModelServer ./tiny.gguf }
        $env:MODELOPS_LLAMA_SERVER = $before
        $problem.Exception.Message | Should -Match '/nowhere/llama-server'
        $problem.Exception.Message | Should -Match 'MODELOPS_LLAMA_SERVER'
    }

    It 'starts nothing with -WhatIf' {
        Invoke-Unseen { Start-ModelServer ./tiny.gguf -WhatIf }
        Get-ModelServer | Should -BeNullOrEmpty
    }

    It 'outlives the shell that started it' {
        $script = "Import-Module '$($test.Module)'; (Start-ModelServer '$($file.FullName)').ProcessId"
        $id = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command $script
        $server = Get-ModelServer tiny
        ($server.State, $server.ProcessId) | Should -Be Ready, $id
    }
}
