BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
}

AfterAll { Remove-TestHome $test }

Describe 'Import-Dataset' {
    It 'imports the digits of docs/samples' {
        $digits = Import-Dataset (Join-Path $test.Root docs samples digits.csv.gz) -LabelColumn 64
        $digits | Should -BeOfType ModelOps.Dataset
        $digits.Name | Should -Be digits
        $digits.Samples | Should -Be 1797
        $digits.Shape | Should -Be 64
        $digits.Classes.Count | Should -Be 10
        $digits.Task | Should -Be classify
    }

    It 'takes a list of objects as -InputObject, and what Export-Dataset wrote from the pipeline' {
        $list = Import-Dataset -Name list -InputObject (1..4 | ForEach-Object { [pscustomobject]@{ a = $_; label = $_ % 2 } })
        $list.Samples | Should -Be 4
        $again = $list | Export-Dataset -Format SafeTensors -Destination ./exported | Import-Dataset -Name again
        $again.Id | Should -Be $list.Id
        Remove-Dataset list, again -Confirm:$false
    }

    It 'imports the same samples under the same name once' {
        $table = New-TestTable ./twice.csv
        (Import-Dataset $table.FullName).Id | Should -Be (Import-Dataset $table.FullName).Id
        @(Get-Dataset twice).Count | Should -Be 1
    }

    It 'refuses other samples under a taken name, and takes them with -Force' {
        $first = Import-Dataset (New-TestTable ./taken.csv) -Name taken
        $other = New-TestTable ./other.csv -Seed 2
        $problem = Get-ErrorOf { Import-Dataset $other.FullName -Name taken }
        $problem.CategoryInfo.Category | Should -Be ResourceExists
        (Get-Dataset taken).Id | Should -Be $first.Id
        (Import-Dataset $other.FullName -Name taken -Force).Id | Should -Not -Be $first.Id
    }

    It 'takes wildcards, drives of the shell, relative paths and files from the pipeline' {
        $null = New-Item -ItemType Directory ./tables
        $null = New-TestTable ./tables/one.csv
        $null = New-TestTable ./tables/two.csv -Seed 2
        (Import-Dataset ./tables/*.csv).Name | Should -Be one, two
        $null = New-PSDrive -Name Tables -PSProvider FileSystem -Root (Resolve-Path ./tables) -Scope Global
        (Import-Dataset Tables:/one.csv -Name drive).Name | Should -Be drive
        Remove-PSDrive Tables -Scope Global
        (Get-ChildItem ./tables/*.csv | Import-Dataset -LabelColumn label).Name | Should -Be one, two
        ('./tables/one.csv' | Import-Dataset).Name | Should -Be one
    }

    It 'takes a literal path with brackets' {
        $null = New-TestTable './odd [1].csv'
        (Import-Dataset -LiteralPath './odd [1].csv' -Name brackets).Samples | Should -Be 200
    }

    It 'goes on with the other files after a bad one' {
        Set-Content ./bad.csv 'x,y,label', '1,2,high', '3,oops,low'
        $found = 'bad.csv', 'one.csv' | ForEach-Object { Join-Path (Get-Location) $_ }
        $null = New-TestTable ./one.csv
        $datasets = Import-Dataset $found -ErrorVariable problems -ErrorAction SilentlyContinue
        $datasets.Name | Should -Be one
        @($problems).Count | Should -Be 1
    }

    It 'makes a dataset of the objects of a pipeline' {
        Set-Content ./irises.csv 'length,width,species', '5.1,3.5,setosa', '6.2,2.9,versicolor', '4.9,3,setosa', '5,2,virginica'
        $irises = Import-Csv ./irises.csv | Import-Dataset -Name irises -LabelColumn Species
        $irises | Should -BeOfType ModelOps.Dataset
        $irises.Columns | Should -Be length, width
        $irises.Classes | Should -Be setosa, versicolor, virginica
        $irises.Format | Should -Be objects
        $irises.Id | Should -Be (Import-Dataset ./irises.csv -Name from-file).Id
        $numbers = 1..20 | ForEach-Object { [pscustomobject]@{ A = $_; B = $_ % 3 -eq 0; Kind = $_ -gt 10 ? 'high' : 'low' } } | Import-Dataset -Name numbers
        $numbers.Samples | Should -Be 20
        (@{ A = 1; Kind = 'x' }, @{ A = 2; Kind = 'y' } | Import-Dataset -Name tables -LabelColumn Kind).Classes | Should -Be x, y
    }

    It 'names the objects that do not fit, and imports nothing of them' {
        $problem = Get-ErrorOf { [pscustomobject]@{ A = 1; B = 2 }, [pscustomobject]@{ A = 'x'; B = 2 } | Import-Dataset -Name misfits }
        $problem.FullyQualifiedErrorId | Should -Be 'DatasetObjectsInvalid,ModelOps.Cmdlets.ImportDatasetCommand'
        $problem.Exception.Message | Should -Match "object 2, column 'A'.*'x'"
        Get-Dataset misfits* | Should -BeNullOrEmpty
    }

    It 'asks for a name and for a label that is there, once' {
        $objects = 1..3 | ForEach-Object { [pscustomobject]@{ A = $_; B = $_ } }
        $null = $objects | Import-Dataset -ErrorVariable problems -ErrorAction SilentlyContinue
        @($problems.FullyQualifiedErrorId) | Should -Be 'DatasetNameNeeded,ModelOps.Cmdlets.ImportDatasetCommand'
        $null = $objects | Import-Dataset -Name x -LabelColumn C -ErrorVariable problems -ErrorAction SilentlyContinue
        @($problems.FullyQualifiedErrorId) | Should -Be 'DatasetColumnMissing,ModelOps.Cmdlets.ImportDatasetCommand'
        Get-Dataset x* | Should -BeNullOrEmpty
    }

    It 'leaves nothing of a pipeline that ended early' {
        { 1..3 | ForEach-Object { if ($_ -eq 3) { throw 'enough' } else { [pscustomobject]@{ A = $_; B = 1 } } } | Import-Dataset -Name early } | Should -Throw enough
        Get-ChildItem -Force (Join-Path $env:MODELOPS_HOME datasets) | Where-Object Name -Match early | Should -BeNullOrEmpty
    }

    It 'imports JSON Lines' {
        Set-Content ./lines.jsonl '{"a":1.5,"b":true,"kind":"x"}', '{"kind":"y","a":2,"b":false}'
        $lines = Import-Dataset ./lines.jsonl
        $lines.Format | Should -Be jsonl
        $lines.Columns | Should -Be a, b
        $lines.Classes | Should -Be x, y
    }

    It 'imports a folder of images' {
        $reference = Get-Content (Join-Path $test.Root tests ModelOps.Core.Tests Images reference-images.json) | ConvertFrom-Json
        foreach ($picture in @{ Class = 'round'; Name = 'jpeg 2x2' }, @{ Class = 'square'; Name = 'png by Pillow RGB' }) {
            $null = New-Item -ItemType Directory -Force "./pictures/$($picture.Class)"
            $file = Join-Path (Get-Location) pictures $picture.Class "1$($picture.Name -like 'png*' ? '.png' : '.jpg')"
            [System.IO.File]::WriteAllBytes($file, [convert]::FromBase64String(($reference | Where-Object name -EQ $picture.Name).file))
        }
        (Get-ErrorOf { Import-Dataset ./pictures }).FullyQualifiedErrorId | Should -BeLike 'ImageSizesDiffer,*'
        (Get-ErrorOf { Import-Dataset ./pictures -ImageSize tiny }).FullyQualifiedErrorId | Should -BeLike 'ImageSizeInvalid,*'
        $pictures = Import-Dataset ./pictures -ImageSize 8x12
        $pictures.Shape | Should -Be 3, 8, 12
        $pictures.Classes | Should -Be round, square
        $pictures.Format | Should -Be images
        $row = Get-Dataset pictures -Preview 1
        $row.Label | Should -Be round
        $row.Values.Count | Should -Be 288
        (Import-Dataset ./pictures -ImageSize 8 -ImageChannels 1 -Name grey).Shape | Should -Be 1, 8, 8
        $copy = Export-Dataset pictures -Format SafeTensors -Destination ./out
        (Import-Dataset $copy.Path -Name tensors).Id | Should -Be $pictures.Id
    }

    It 'imports nothing with -WhatIf' {
        $null = New-TestTable ./whatif.csv
        Invoke-Unseen { Import-Dataset ./whatif.csv -WhatIf } | Should -BeNullOrEmpty
        Invoke-Unseen { Import-Csv ./whatif.csv | Import-Dataset -Name whatif -WhatIf } | Should -BeNullOrEmpty
        Get-Dataset what* | Should -BeNullOrEmpty
    }

    Context 'bad input: <Case>' -ForEach @(
        @{ Case = 'text in a number column'; Lines = 'x,y,label', '1,2,a', '3,oops,b'; Label = 'label'; Says = '3.*oops|oops.*3' }
        @{ Case = 'a ragged row'; Lines = 'x,y,label', '1,2,a', '3,b'; Label = 'label'; Says = '3' }
        @{ Case = 'a missing column'; Lines = 'x,y,label', '1,2,a'; Label = 'lable'; Says = 'label' }
        @{ Case = 'a list in JSON Lines'; Lines = '{"x":1,"label":"a"}', '{"x":[2],"label":"b"}'; Label = 'label'; Says = "line 2, column 'x'" }
        @{ Case = 'an empty file'; Lines = @(); Label = 'label'; Says = 'empty|no ' }
    ) {
        It 'is an error that says where, and leaves nothing behind' {
            Set-Content ./broken.csv $Lines
            $problem = Get-ErrorOf { Import-Dataset ./broken.csv -LabelColumn $Label }
            $problem.FullyQualifiedErrorId | Should -BeLike '*,ModelOps.Cmdlets.ImportDatasetCommand'
            $problem.Exception.Message | Should -Match $Says
            Get-Dataset brok* | Should -BeNullOrEmpty
        }
    }

    It 'imports text as tokens, of bytes or of a vocabulary that it learns' {
        Set-Content ./verse.txt ('to be or not to be, that is the question. ' * 40) -NoNewline
        $bytes = Import-Dataset ./verse.txt
        $bytes.Task | Should -Be language
        $bytes.Samples | Should -Be (Get-Item ./verse.txt).Length
        $bytes.Shape | Should -Be 256
        $learned = Import-Dataset ./verse.txt -Name learned -Tokenizer bpe -VocabularySize 270
        $learned.Shape | Should -Be 270
        $learned.Samples | Should -BeLessThan $bytes.Samples
        (Get-Content (Join-Path $learned.Path tokenizer.json) -Raw | ConvertFrom-Json -AsHashtable).model.type | Should -Be BPE
        (Get-ErrorOf { Import-Dataset ./verse.txt -Name x -VocabularySize 300 }).FullyQualifiedErrorId | Should -BeLike 'VocabularySizeNeedsBpe,*'
    }

    It 'imports the documents of JSON Lines, and names the lines that have none' {
        Set-Content ./documents.jsonl '{"text": "one"}', '{"text": "two", "n": 2}'
        (Import-Dataset ./documents.jsonl -TextColumn text).Samples | Should -Be 8
        Set-Content ./odd.jsonl '{"text": "one"}', '{"txt": "two"}', 'three', '{"text": 4}'
        $message = (Get-ErrorOf { Import-Dataset ./odd.jsonl -TextColumn text }).Exception.Message
        $message | Should -Match "line 2: has no key 'text'"
        $message | Should -Match 'line 3: is no JSON'
        $message | Should -Match "line 4: has under 'text' no text"
    }

    It 'names a file that is not there' {
        (Get-ErrorOf { Import-Dataset ./nowhere.csv }).CategoryInfo.Category | Should -Be ObjectNotFound
        (Get-ErrorOf { Import-Dataset -LiteralPath ./nowhere.csv }).Exception.Message | Should -Match 'nowhere\.csv'
    }

    It 'goes on with the other files after one that is not there, or whose drive is not' {
        $null = New-TestTable ./one.csv
        $datasets = Import-Dataset ./nowhere.csv, nodrive:/x.csv, ./one.csv -ErrorVariable problems -ErrorAction SilentlyContinue
        $datasets.Name | Should -Be one
        $problems.FullyQualifiedErrorId | Should -Be 'PathNotFound,ModelOps.Cmdlets.ImportDatasetCommand', 'DriveNotFound,ModelOps.Cmdlets.ImportDatasetCommand'
    }

    It 'ends the pipeline with -ErrorAction Stop' {
        { Import-Dataset -LiteralPath ./nowhere.csv -ErrorAction Stop } | Should -Throw
    }
}
