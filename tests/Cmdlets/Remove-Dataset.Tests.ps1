BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
}

AfterAll { Remove-TestHome $test }

Describe 'Remove-Dataset' {
    It 'removes the dataset and its folder' {
        $dataset = Import-Dataset (New-TestTable ./gone.csv)
        Remove-Dataset gone -Confirm:$false
        Get-Dataset gone* | Should -BeNullOrEmpty
        $dataset.Path | Should -Not -Exist
        './gone.csv' | Should -Exist
    }

    It 'removes nothing with -WhatIf' {
        Invoke-Unseen { Get-Dataset points | Remove-Dataset -WhatIf }
        (Get-Dataset points).Name | Should -Be points
    }

    It 'removes datasets from the pipeline' {
        $null = Import-Dataset (New-TestTable ./a1.csv), (New-TestTable ./a2.csv -Seed 2)
        Get-Dataset a? | Remove-Dataset -Confirm:$false
        Get-Dataset a? | Should -BeNullOrEmpty
    }

    It 'asks by default' { [ModelOps.LoadContext]::ModuleAssembly.GetType('ModelOps.Cmdlets.RemoveDatasetCommand').
            GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be High }

    It 'names the nearest datasets for one that does not exist' {
        (Get-ErrorOf { Remove-Dataset ponts -Confirm:$false }).Exception.Message | Should -Match 'points'
    }

    It 'refuses one that a training uses' {
        $training = Start-Training endless -Dataset points -AsJob
        $problem = Get-ErrorOf { Remove-Dataset points -Confirm:$false }
        $problem.CategoryInfo.Category | Should -Be ResourceBusy
        (Get-Dataset points).Name | Should -Be points
        $training | Stop-Training -Force
    }

    It 'removes a damaged one' {
        $hurt = Import-Dataset (New-TestTable ./hurt.csv)
        Set-Content (Join-Path $hurt.Path dataset.json) '{'
        (Get-ErrorOf { Get-Dataset hurt }).Exception.Message | Should -Match 'Remove it'
        Remove-Dataset hurt -Confirm:$false
        $hurt.Path | Should -Not -Exist
        (Get-Dataset).Name | Should -Not -Contain hurt
    }
}
