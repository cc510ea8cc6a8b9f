BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
}

AfterAll { Remove-TestHome $test }

Describe 'Remove-Model' {
    It 'removes the model and its files' {
        $model = Start-Training tiny -Dataset points | Get-Model
        $model | Remove-Model -Confirm:$false
        Get-Model tin* | Should -BeNullOrEmpty
        $model.Path | Should -Not -Exist
    }

    It 'keeps the files with -KeepFiles' {
        $model = Start-Training tiny -Dataset points | Get-Model
        Remove-Model $model.ShortId -KeepFiles -Confirm:$false
        Get-Model tin* | Should -BeNullOrEmpty
        Join-Path $model.Path model.safetensors | Should -Exist
    }

    It 'removes nothing with -WhatIf' {
        $model = Start-Training tiny -Dataset points -Name kept | Get-Model
        Invoke-Unseen { Get-Model kept | Remove-Model -WhatIf }
        (Get-Model kept).Id | Should -Be $model.Id
    }

    It 'refuses one that is being trained' {
        $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob)
        (Get-ErrorOf { $training | Remove-Model -Confirm:$false }).CategoryInfo.Category | Should -Be ResourceBusy
        $training | Stop-Training -Force
    }

    It 'goes on with the others after one that does not exist' {
        $model = Get-Model kept
        Remove-Model ffffffffffff, $model.Id -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ModelNotFound,*'
        Get-Model kept* | Should -BeNullOrEmpty
    }
}
