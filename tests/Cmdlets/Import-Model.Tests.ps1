BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    Import-Module "$PSScriptRoot/TestModels.psm1"
    $test = New-TestHome
    $file = New-TestGguf (Join-Path $test.Folder my.gguf)
}

AfterAll { Remove-TestHome $test }

Describe 'Import-Model' {
    It 'imports nothing with -WhatIf' {
        Invoke-Unseen { Import-Model $args[0] -WhatIf } $file | Should -BeNullOrEmpty
        Get-Model | Should -BeNullOrEmpty
    }

    It 'registers a file where it lies, with its hash' {
        $model = Import-Model ./my.gguf
        $model.WeightsPath | Should -Be $file.FullName
        (Get-FileHash $file).Hash | Should -Be $model.Sha256
        $model.InPlace | Should -BeTrue
        ($file | Import-Model).Id | Should -Be $model.Id
        $model | Remove-Model -Confirm:$false
        $file | Should -Exist
    }

    It 'keeps a copy with -Copy, which Remove-Model deletes' {
        $model = Import-Model *.gguf -Copy -Name mine
        $model.Name | Should -Be mine
        Split-Path $model.Path | Should -Be (Join-Path $test.Home models)
        (Get-FileHash $model.WeightsPath).Hash | Should -Be (Get-FileHash $file).Hash
        $model | Remove-Model -Confirm:$false
        $model.Path | Should -Not -Exist
        $file | Should -Exist
    }

    It 'takes what Export-Model wrote from the pipeline' {
        $model = Import-Model ./my.gguf -Name piped | Export-Model -Format Zip -Destination ./out | Import-Model
        $model.Name | Should -Be piped
        Get-Model piped | Remove-Model -Confirm:$false
    }

    It 'goes on with the others after a bad one' {
        Set-Content ./bad.gguf 'GGUF'
        Set-Content ./bad.zip 'no zip'
        $models = Import-Model bad.gguf, bad.zip, absent.gguf, my.gguf -ErrorVariable problems -ErrorAction SilentlyContinue
        $models.Name | Should -Be my
        $ids = $problems.FullyQualifiedErrorId -replace ',.*'
        $ids | Should -Contain GgufInvalid
        $ids | Should -Contain PackageInvalid
        $ids | Should -Contain PathNotFound
        ($problems | Where-Object FullyQualifiedErrorId -like 'GgufInvalid*').CategoryInfo.Category | Should -Be InvalidData
    }

    It 'completes odd names, and says of files that stay that they do' {
        $odd = Import-Model ./my.gguf -Name "odd [x] 'q' ü"
        foreach ($typed in 'odd', "'odd [x] ''q", '"ODD [x]', $odd.ShortId.Substring(0, 3)) {
            (Get-Completion "Set-Model $typed").CompletionText.Trim("'") | Should -Contain $odd.ShortId -Because $typed
        }
        (Get-Completion 'Get-Model nosuch').Count | Should -Be 0
        (Get-Completion 'Get-Model -Network l').CompletionText | Should -Be layers, llama
        $odd | Remove-Model -Confirm:$false
    }

    It 'tells that the registry was damaged, and imports' {
        [System.IO.Directory]::GetFiles($test.Home, 'modelops.db*') | Remove-Item
        Set-Content (Join-Path $test.Home modelops.db) ('no registry' * 100)
        $model = Import-Model ./my.gguf -WarningVariable warnings -WarningAction SilentlyContinue
        $model.Name | Should -Be my
        "$warnings" | Should -Match 'modelops.db'
    }
}
