BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = Import-Dataset (New-TestTable ./points.csv)
    $null = Import-Dataset (New-TestTable ./places.csv -Seed 2)
    $null = Import-Dataset (New-TestTable ./other.csv -Seed 3)
}

AfterAll { Remove-TestHome $test }

Describe 'Get-Dataset' {
    It 'gets all, in order of name' { (Get-Dataset).Name | Should -Be other, places, points }
    It 'takes wildcards' { (Get-Dataset p*).Name | Should -Be places, points }
    It 'takes character ranges' { (Get-Dataset '[a-o]*').Name | Should -Be other }
    It 'returns nothing where no name matches a wildcard' { Get-Dataset none* | Should -BeNullOrEmpty }
    It 'takes -Name' { (Get-Dataset -Name points).Name | Should -Be points }
    It 'takes names and datasets from the pipeline' { ('points', (Get-Dataset other) | Get-Dataset).Name | Should -Be points, other }

    It 'names the nearest datasets for one that does not exist, and goes on' {
        $found = Get-Dataset pionts, other -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Name | Should -Be other
        $problems[0].FullyQualifiedErrorId | Should -Be 'DatasetNotFound,ModelOps.Cmdlets.GetDatasetCommand'
        $problems[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $problems[0].Exception.Message | Should -Match 'points'
    }

    It 'gets samples as objects' {
        $rows = @(Get-Dataset points -Preview 3 -Skip 1)
        $rows.Count | Should -Be 3
        $table = Import-Csv ./points.csv
        $rows[0].label | Should -Be $table[1].label
        $rows[0].x | Should -Be ([float] $table[1].x)
        $rows[0].PSObject.Properties.Name | Should -Be x, y, label
        @(Get-Dataset points -Preview 1000).Count | Should -Be 200
        (Get-Dataset points -Preview 1000 | Import-Dataset -Name copy).Id | Should -Be (Get-Dataset points).Id
        Remove-Dataset copy -Confirm:$false
    }

    It 'completes names' {
        $found = Get-Completion 'Get-Dataset p'
        $found.CompletionText | Should -Be places, points
        $found[0].ToolTip | Should -Match '200 samples'
    }

    It 'shows a table and a list' {
        $table = Get-Dataset points | Format-Table | Out-String -Width 80
        $table | Should -Match 'points\s+classify\s+200\s+2\s+2\s+csv'
        Get-Dataset points | Format-List | Out-String | Should -Match 'LabelColumn\s*: label'
    }
}
