BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = Join-Path $env:MODELOPS_HOME profiles mine.yaml
    function Set-Mine { New-TestProfile mine }
}

AfterAll { Remove-TestHome $test }

Describe 'Set-ModelProfile' {
    BeforeEach { Set-Mine }

    It 'changes one value and leaves every other line as it is' {
        $before = Get-Content $file
        Set-ModelProfile mine -Set @{ epochs = 30 } | Should -BeNullOrEmpty
        $after = Get-Content $file
        Compare-Object $before $after | ForEach-Object InputObject | Should -Be 'epochs: 30', 'epochs: 2'
        (Get-ModelProfile mine).Epochs | Should -Be 30
    }

    It 'adds keys with the maps around them, and takes $null out' {
        $changed = Set-ModelProfile mine @{ optimizer = @{ lr = 0.01 }; 'data.shape' = 1, 8, 8; threads = $null } -PassThru
        $changed.Text | Should -Match '(?m)^optimizer: { lr: 0.01 }$'
        $changed.Text | Should -Match '(?m)^data: { shape: \[1, 8, 8\] }$'
        $changed.Text | Should -Not -Match 'threads'
        (Test-ModelProfile mine).Valid | Should -BeTrue
    }

    It 'writes nothing with -WhatIf, and where the profile would have problems' {
        $before = Get-Content -Raw $file
        Invoke-Unseen { Set-ModelProfile mine @{ epochs = 30 } -WhatIf }
        $problem = Get-ErrorOf { Set-ModelProfile mine @{ epochs = 0; 'optimizer.rate' = 1 } }
        $problem.FullyQualifiedErrorId | Should -Be 'ProfileInvalid,ModelOps.Cmdlets.SetModelProfileCommand'
        $problem.ErrorDetails.Message | Should -Match 'optimizer.rate: unknown key'
        $problem.ErrorDetails.Message | Should -Match 'epochs: must be at least 1'
        (Get-ErrorOf { Invoke-Unseen { Set-ModelProfile mine @{ epochs = 0 } -WhatIf } }).FullyQualifiedErrorId | Should -BeLike 'ProfileInvalid,*'
        Get-Content -Raw $file | Should -Be $before
    }

    It 'writes a sample as a profile of the user, whose removal brings the sample back' {
        Set-ModelProfile digits-cnn -Set @{ 'optimizer.lr' = 0.01 }
        (Get-ModelProfile digits-cnn).Text | Should -Match '(?m)^  lr: 0.01 +# learning rate$'
        (Get-ModelProfile digits-cnn).Shipped | Should -BeFalse
        Remove-ModelProfile digits-cnn -Confirm:$false
        (Get-ModelProfile digits-cnn).Shipped | Should -BeTrue
    }

    It 'takes profiles from the pipeline, files and serving profiles' {
        $null = New-ModelProfile servers serving-example
        Get-ModelProfile servers | Set-ModelProfile -Set @{ 'models.chat.context' = 8192 }
        (Get-ModelProfile servers).Text | Should -Match '(?m)^    context: 8192$'
        Copy-Item $file ./here.yaml
        Set-ModelProfile ./here.yaml -Set @{ epochs = 9 }
        Get-Content ./here.yaml | Should -Contain 'epochs: 9'
        Get-Content $file | Should -Contain 'epochs: 2'
    }

    It 'completes names of both kinds' {
        (Get-Completion 'Set-ModelProfile digits-c').CompletionText | Should -Be digits-cnn
        (Get-Completion 'Set-ModelProfile -Kind Serving -ProfileName s').CompletionText | Should -Contain serving-example
    }
}
