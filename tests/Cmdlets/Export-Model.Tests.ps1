BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $model = Start-Training tiny -Dataset points | Get-Model
    $slot = $model | Save-ModelSlot best -PassThru
}

AfterAll { Remove-TestHome $test }

Describe 'Export-Model' {
    It 'writes <Format> to the current location by default' -ForEach @(
        @{ Format = 'Zip'; Like = '*.zip' }, @{ Format = 'SafeTensors'; Like = '*.safetensors' }, @{ Format = 'Onnx'; Like = '*.onnx' }
    ) {
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
        (Export-Model -SlotName best -Format Onnx -Destination ./slot).Path | Should -Exist
    }
}

Describe 'Export-Model of a language model' {
    BeforeAll {
        Set-Content ./play.txt ((1..400 | ForEach-Object { "to be or not to be, line $_" }) -join "`n")
        $null = Import-Dataset ./play.txt -Name play
        Set-Content (Join-Path $env:MODELOPS_HOME profiles writer.yaml) @'
network: { family: gpt, layers: 1, heads: 2, width: 32, context: 16 }
epochs: 1
device: cpu
threads: 1
'@
        $writer = Start-Training writer -Dataset play | Get-Model
    }

    It 'writes a GGUF file that is known as a model of its own' {
        $file = $writer | Export-Model -Format Gguf -Destination ./gguf
        $file.Format | Should -Be Gguf
        (Get-FileHash $file.Path).Hash | Should -Be $file.Sha256
        $model = Import-Model $file.Path
        $model.Network | Should -Be gpt2
        $model.Quantization | Should -Be F32
        $model.ContextLength | Should -Be 16
        ($model | Format-List | Out-String) | Should -Match 'Blocks +: .*1 of width 32, 2 heads\s'
    }

    It 'stores weights as <_>' -ForEach F16, Q8_0 {
        $file = $writer | Export-Model -Format Gguf -Quantization $_ -Destination ./gguf
        $file.Path | Should -BeLike "*-$_.gguf"
        $file.Bytes | Should -BeLessThan (Get-Item "./gguf/writer-$($writer.ShortId).gguf").Length
        (Import-Model $file.Path).Quantization | Should -Be $_
    }

    It 'writes ONNX of it, behind the shell' {
        $export = $writer | Export-Model -Format Onnx -Destination ./onnx -AsJob | Wait-Job | Receive-Job
        $export.Format | Should -Be Onnx
        (Get-Item $export.Path).Length | Should -Be $export.Bytes
    }

    It 'refuses what does not go together, and names what does' {
        $problem = Get-ErrorOf { Export-Model -SlotName best -Format Gguf -Destination ./none }
        $problem.FullyQualifiedErrorId | Should -Match '^NetworkNotExportable,'
        $problem.Exception.Message | Should -Match 'mlp.*Onnx'
        $problem = Get-ErrorOf { $writer | Export-Model -Format Onnx -Quantization F16 -Destination ./none }
        $problem.FullyQualifiedErrorId | Should -Match '^QuantizationNotApplicable,'
        './none' | Should -Not -Exist
    }

    It 'completes formats and types' {
        (Get-Completion 'Export-Model x -Format O').CompletionText | Should -Be Onnx
        (Get-Completion 'Export-Model x -Quantization Q').CompletionText | Should -Be Q8_0
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
