BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $points = Import-Dataset (New-TestTable ./points.csv)
    $null = Import-Dataset (New-TestTable ./other.csv -Seed 3)
}

AfterAll { Remove-TestHome $test }

Describe 'Export-Dataset' {
    It 'writes <Format>, which imports again as the same samples' -ForEach @(
        @{ Format = 'Csv' }
        @{ Format = 'Jsonl' }
    ) {
        $export = Export-Dataset points -Format $Format -Destination ./out
        $export | Should -BeOfType ModelOps.DatasetExport
        $export.Path | Should -Be (Join-Path (Get-Location) out "points.$($Format.ToLower())")
        $export.Samples | Should -Be 200
        (Get-FileHash $export.Path).Hash | Should -Be $export.Sha256
        (Import-Dataset $export.Path -Name "again-$Format").Id | Should -Be $points.Id
    }

    It 'writes the stored tensors' {
        (Export-Dataset points -Format SafeTensors -Destination ./out).Sha256 | Should -Be $points.Id
    }

    It 'takes wildcards and datasets from the pipeline' {
        (Export-Dataset p*, other -Destination ./many).DatasetName | Should -Be points, other
        (Get-Dataset other, points | Export-Dataset -Destination ./piped).DatasetName | Should -Be other, points
    }

    It 'leaves a file that is there, but for -Force' {
        $null = Export-Dataset points -Destination ./once
        $problem = Get-ErrorOf { Export-Dataset points -Destination ./once }
        $problem.FullyQualifiedErrorId | Should -Be 'FileExists,ModelOps.Cmdlets.ExportDatasetCommand'
        Export-Dataset points -Destination ./once -Force | Should -Not -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf' {
        Invoke-Unseen { Export-Dataset points -Destination ./none -WhatIf } | Should -BeNullOrEmpty
        Test-Path ./none | Should -BeFalse
    }

    It 'names the nearest dataset for one that does not exist' {
        (Get-ErrorOf { Export-Dataset pionts }).Exception.Message | Should -Match points
    }

    It 'completes names and formats' {
        (Get-Completion 'Export-Dataset po').CompletionText | Should -Be points
        (Get-Completion 'Export-Dataset points -Format J').CompletionText | Should -Be Jsonl
    }

    It 'shows a table and a list' {
        $export = Export-Dataset points -Destination ./shown
        $export | Format-Table | Out-String -Width 120 | Should -Match 'points\s+csv\s+200'
        $export | Format-List | Out-String | Should -Match 'Sha256\s*: [0-9a-f]{64}'
    }
}
