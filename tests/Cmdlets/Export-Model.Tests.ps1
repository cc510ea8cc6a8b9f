BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $model = Start-Training tiny -Dataset points | Get-Model
    $slot = $model | Save-ModelSlot best -PassThru
}

AfterAll { Remove-TestHome $test }

Describe 'Export-Model' {
    It 'writes <Format> to the current location by default' -ForEach @{ Format = 'Zip'; Like = '*.zip' }, @{ Format = 'SafeTensors'; Like = '*.safetensors' } {
        $folder = New-Item -ItemType Directory "./to-$Format"
        Push-Location $folder
        $export = $model | Export-Model -Format $Format
        Pop-Location
        $export | Should -BeOfType ModelOps.ModelExport
        $export.Format | Should -Be $Format
        $export.Path | Should -BeLike (Join-Path $folder $Like)
        (Get-FileHash $export.Path).Hash | Should -Be $export.Sha256
        (Get-Item $export.Path).Length | Should -Be $export.Bytes
    }

    It 'makes the folder, and resolves drives of the shell' {
        (Export-Model $model.ShortId -Destination ./new/folder).Path | Should -Exist
        $null = New-PSDrive -Name Out -PSProvider FileSystem -Root $test.Folder -Scope Global
        (Export-Model $model.ShortId -Destination Out:/drive).Path | Should -BeLike (Join-Path $test.Folder drive *)
        Remove-PSDrive Out -Scope Global
    }

    It 'replaces a file with -Force only' {
        $export = Export-Model $model.Id -Destination ./force
        $problem = Get-ErrorOf { Export-Model $model.Id -Destination ./force }
        $problem.CategoryInfo.Category | Should -Be ResourceExists
        (Export-Model $model.Id -Destination ./force -Force).Path | Should -Be $export.Path
    }

    It 'writes nothing with -WhatIf' {
        Invoke-Unseen { Export-Model $args[0] -Destination ./none -WhatIf } $model.Id
        './none' | Should -Not -Exist
    }

    It 'takes sessions from the pipeline' {
        (Get-Training -Newest 1 | Export-Model -Destination ./session).ModelId | Should -Be $model.Id
    }

    It 'names the nearest models for one that does not exist' {
        (Get-ErrorOf { Export-Model tyni }).Exception.Message | Should -Match 'tiny'
        (Get-ErrorOf { Export-Model -SlotName bst }).Exception.Message | Should -Match 'best'
    }

    It 'exports a slot''s own copy, also when the model is gone' {
        $tensors = $model | Export-Model -Format SafeTensors -Destination ./before
        $model | Remove-Model -Confirm:$false
        $zip = $slot | Export-Model -Destination ./slot
        $zip.Sha256 | Should -Be $slot.Sha256
        $copy = Export-Model -SlotName best -Format SafeTensors -Destination ./slot
        $copy.Sha256 | Should -Be $tensors.Sha256
    }
}

Describe 'Export-Model of what ModelOps did not train' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestModels.psm1"
        $source = New-TestGguf (Join-Path $test.Folder models small.gguf)
        $model = Import-Model $source
    }

    It 'copies the file in its own format' {
        $export = $model | Export-Model -Format Gguf -Destination ./own
        (Get-FileHash $export.Path).Hash | Should -Be (Get-FileHash $source).Hash
        (Get-ErrorOf { $model | Export-Model -Format SafeTensors }).FullyQualifiedErrorId | Should -Match '^ModelNotExportable,'
    }

    It 'writes a zip that Import-Model takes back' {
        $zip = $model | Export-Model -Destination ./own
        $model | Remove-Model -Confirm:$false
        $again = Import-Model $zip.Path
        (Get-FileHash $again.WeightsPath).Hash | Should -Be (Get-FileHash $source).Hash
    }

    It 'exports behind the shell with -AsJob' {
        $model = Get-Model small
        $job = $model | Export-Model -Format Gguf -Destination ./job -AsJob
        (Get-Job -Id $job.Id).Name | Should -Be 'Export-Model'
        $export = $job | Wait-Job | Receive-Job
        $export.ModelId | Should -Be $model.Id
        $export.Path | Should -Exist
        $job.State | Should -Be Completed
        $again = $model | Export-Model -Format Gguf -Destination ./job -AsJob | Wait-Job
        $again.State | Should -Be Failed
        (Get-ErrorOf { $again | Receive-Job }).Exception.Message | Should -Match 'already'
        $job, $again | Remove-Job
    }
}
