BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $training = Start-Training -ProfileName tiny -Dataset points
}

AfterAll { Remove-TestHome $test }

Describe 'Test-ModelOps' {
    It 'finds nothing wrong with a sound home, and asks torch in a process of its own' {
        $findings = Test-ModelOps
        $findings | Where-Object Status -eq Error | Should -BeNullOrEmpty
        ($findings | Where-Object Check -eq torch)[0].Message | Should -Match 'libtorch \d+\.\d+'
        ($findings | Where-Object Check -eq registry).Message | Should -Match 'Sound.*1 model, 1 session'
        $findings.Check | Select-Object -Unique | Should -Contain leftovers
        Test-ModelOps -Quiet | Should -BeTrue
    }

    It 'makes only the checks that are named' {
        (Test-ModelOps reg*, home).Check | Select-Object -Unique | Should -Be home, registry
        $problem = Get-ErrorOf { Test-ModelOps regstry }
        $problem.FullyQualifiedErrorId | Should -Be 'CheckNotFound,ModelOps.Cmdlets.TestModelOpsCommand'
        $problem.Exception.Message | Should -Match registry
    }

    It 'says what to do about a file that is gone, and -Repair marks the model' {
        $model = Get-Model $training.ModelId
        Move-Item $model.WeightsPath "$($model.WeightsPath).away"
        $finding = Test-ModelOps models | Where-Object Status -eq Error
        $finding.Target | Should -Be $model.Id
        $finding.Advice | Should -Match 'Put the file back'
        Test-ModelOps models -Quiet | Should -BeFalse
        Invoke-Unseen { Test-ModelOps models -Repair -WhatIf } | Where-Object Repaired | Should -BeNullOrEmpty
        (Get-Model $model.Id).State | Should -Be Completed
        (Test-ModelOps models -Repair | Where-Object Repaired).Message | Should -Match 'missing now'
        (Get-Model $model.Id).State | Should -Be Missing
        Move-Item "$($model.WeightsPath).away" $model.WeightsPath
        (Test-ModelOps models -Repair | Where-Object Repaired).Message | Should -Match 'completed now'
    }

    It 'leaves a damaged registry as it is without -Repair, and rebuilds it with' {
        $file = Join-Path $env:MODELOPS_HOME modelops.db
        Set-Content $file 'garbage'
        (Test-ModelOps registry | Where-Object Status -eq Error).Message | Should -Match 'damaged'
        Get-Content $file | Should -Be garbage
        (Test-ModelOps registry -Repair | Where-Object Repaired).Message | Should -Match 'was set aside as'
        (Get-Training).Id | Should -Be $training.Id
        (Test-ModelOps registry | Where-Object Status -eq Warning).Message | Should -Match 'modelops\.db\.damaged-.*set aside'
    }

    It 'completes checks' { (Get-Completion 'Test-ModelOps to').CompletionText | Should -Be torch }

    It 'shows what was found and what to do' {
        Set-ModelOpsSetting models.folders $test.Folder
        (Get-Content "$env:MODELOPS_HOME/settings.yaml") -replace [regex]::Escape($test.Folder), '/not/there' | Set-Content "$env:MODELOPS_HOME/settings.yaml"
        $text = Test-ModelOps settings | Out-String -Width 100
        $text | Should -Match 'Error\s+settings\s+'
        $text | Should -Match '→ Set-ModelOpsSetting'
    }
}
