BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    Import-Module "$PSScriptRoot/TestModels.psm1"
    $test = New-TestHome
    $folder = Join-Path $test.Folder found
    $small = New-TestGguf "$folder/small.gguf"
    $null = New-TestGguf "$folder/deep/Other-R1.gguf"
    Set-Content "$folder/bad.gguf" 'no model'
}

AfterAll { Remove-TestHome $test }

Describe 'Update-ModelRegistry' {
    It 'changes nothing with -WhatIf' {
        Invoke-Unseen { Update-ModelRegistry $args[0] -WhatIf } $folder | Should -BeNullOrEmpty
        Get-Model | Should -BeNullOrEmpty
    }

    It 'adds what it finds and says what it refuses' {
        $results = Update-ModelRegistry $folder
        $results.Status | Should -Be Refused, Added, Added
        $results[0].Reason | Should -Match "begin with 'GGUF'"
        (Get-Model).Name | Sort-Object | Should -Be Other-R1, small
        $model = Get-Model small
        $model.WeightsPath | Should -Be $small.FullName
        $model.InPlace | Should -BeTrue
        $model.ContextLength | Should -Be 2048
        (Get-Model -Thinking $true).Name | Should -Be Other-R1
        ($results | Where-Object Name -eq small | Get-Model).Id | Should -Be $model.Id
    }

    It 'finds changed and missing models, and unchanged ones where asked' {
        (Update-ModelRegistry $folder -IncludeUnchanged).Status | Should -Be Refused, Unchanged, Unchanged
        $null = New-TestGguf $small.FullName -Rows 6
        Remove-Item "$folder/deep/Other-R1.gguf"
        $results = Update-ModelRegistry
        $results.Status | Should -Be Refused, Missing, Changed
        (Get-Model Other-R1).State | Should -Be Missing
        (Get-Model small).Parameters | Should -Be 48
    }

    It 'leaves folders within out with -NoRecurse' {
        $null = New-TestGguf "$folder/deep/again.gguf"
        (Update-ModelRegistry $folder -NoRecurse).Status | Should -Be Refused
        (Get-Item $folder | Update-ModelRegistry).Name | Should -Contain again
    }

    It 'names a folder that does not exist, and goes on' {
        $null = Update-ModelRegistry ./absent, $folder -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'FolderNotFound,ModelOps.Cmdlets.UpdateModelRegistryCommand'
        $problems[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'fits 80 columns' { Update-ModelRegistry $folder -IncludeUnchanged | Out-String -Width 80 | Should -Match 'Unchanged\s+[0-9a-f]{8}\s+small' }
}
