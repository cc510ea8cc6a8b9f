BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    Import-Module "$PSScriptRoot/TestModels.psm1"
    $test = New-TestHome
    foreach ($name in 'one', 'two', 'three') { $null = New-TestGguf (Join-Path $test.Folder models "$name.gguf") }
    $null = Update-ModelRegistry ./models
}

AfterAll { Remove-TestHome $test }

Describe 'Set-Model' {
    It 'changes what is given and returns it with -PassThru' {
        $model = Set-Model one -Tag b, a -Description 'for tests' -Tier Powerful -Thinking $true -Enabled $false -PassThru
        $model.Tags | Should -Be a, b
        $model.Description | Should -Be 'for tests'
        $model.Tier, $model.Thinking, $model.Enabled | Should -Be Powerful, $true, $false
        Get-Model one | Set-Model -AddTag c -RemoveTag a | Should -BeNullOrEmpty
        (Get-Model one).Tags | Should -Be b, c
        (Set-Model one -Tag @() -Description '' -GuessTier -GuessThinking -PassThru) | ForEach-Object {
            $_.Tags | Should -BeNullOrEmpty
            $_.Description | Should -BeNullOrEmpty
            $_.Tier, $_.Thinking | Should -Be Fast, $false
        }
    }

    It 'changes several from the pipeline' {
        Get-Model t* | Set-Model -AddTag both
        (Get-Model -Tag both -SortBy Name).Name | Should -Be three, two
    }

    It 'changes nothing with -WhatIf' {
        Invoke-Unseen { Set-Model two -NewName other -WhatIf }
        Get-Model other* | Should -BeNullOrEmpty
    }

    It 'says so when there is nothing to change' {
        (Get-ErrorOf { Set-Model two }).FullyQualifiedErrorId | Should -Be 'ModelChangeMissing,ModelOps.Cmdlets.SetModelCommand'
    }

    It 'refuses a bad tag' { (Get-ErrorOf { Set-Model two -AddTag '' }).Exception.Message | Should -Match 'tag' }

    It 'completes ids, tags and tiers' {
        (Get-Completion 'Set-Model ').CompletionText.Trim("'") | Should -Contain (Get-Model two).ShortId # quoted where it could be a number
        (Get-Completion 'Set-Model x -RemoveTag b').CompletionText | Should -Be both
        (Get-Completion 'Set-Model x -Tier Pow').CompletionText | Should -Be Powerful
    }
}

Describe 'Get-Model by what was set' {
    BeforeAll { Set-Model one -Tier Balanced -Enabled $false }

    It 'filters by tier, format and enabled' {
        (Get-Model -Tier Balanced).Name | Should -Be one
        (Get-Model -Enabled $false).Name | Should -Be one
        (Get-Model -Format gguf).Count | Should -Be 3
        Get-Model -Format safetensors | Should -BeNullOrEmpty
        (Get-Model t* -Enabled $true -Tier Fast).Count | Should -Be 2
    }

    It 'sorts' {
        (Get-Model -SortBy Name).Name | Should -Be one, three, two
        (Get-Model -SortBy Name -Descending).Name | Should -Be two, three, one
    }
}
