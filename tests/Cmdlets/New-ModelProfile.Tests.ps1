BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
}

AfterAll { Remove-TestHome $test }

Describe 'New-ModelProfile' {
    It 'makes a profile from a sample, with its comments and own values' {
        $made = New-ModelProfile mine digits-mlp -Set @{ epochs = 3; 'data.dataset' = 'points' }
        $made.Path | Should -Be (Join-Path $env:MODELOPS_HOME profiles mine.yaml)
        $made.Epochs, $made.DatasetName | Should -Be 3, points
        $made.Text | Should -Match '(?m)^name: mine\s+#'
        (Test-ModelProfile mine).Valid | Should -BeTrue
    }

    It 'makes one from another profile or a file' {
        (New-ModelProfile second mine).Epochs | Should -Be 3
        Set-Content ./own.yaml 'network: { family: mlp } # small'
        (New-ModelProfile third ./own.yaml).Text.Trim() | Should -Be 'network: { family: mlp } # small'
    }

    It 'makes a serving profile' {
        $made = New-ModelProfile development serving-example
        $made.Kind | Should -Be Serving
        $made.Servers | Should -Be chat
        $made.Path | Should -Be (Join-Path $env:MODELOPS_HOME profiles serving development.yaml)
        (Get-ModelProfile -Kind Serving).Name | Should -Be development, serving-example
    }

    It 'replaces one only with -Force, and writes nothing with -WhatIf' {
        (Get-ErrorOf { New-ModelProfile mine iris-mlp }).FullyQualifiedErrorId | Should -BeLike 'ProfileExists,*'
        (New-ModelProfile mine iris-mlp -Force).Text | Should -Match 'iris'
        Invoke-Unseen { New-ModelProfile other iris-mlp -WhatIf }
        Get-ModelProfile othe* | Should -BeNullOrEmpty
    }

    It 'names a wrong name, a wrong value and a template that does not exist' {
        (Get-ErrorOf { New-ModelProfile 'a b' iris-mlp }).FullyQualifiedErrorId | Should -BeLike 'ProfileNameInvalid,*'
        (Get-ErrorOf { New-ModelProfile fourth iris-mlp -Set @{ batch = -1 } }).ErrorDetails.Message | Should -Match 'batch: must be at least 1'
        (Get-ErrorOf { New-ModelProfile fourth iris-mpl }).Exception.Message | Should -Match 'iris-mlp'
        Get-ModelProfile four* | Should -BeNullOrEmpty
    }

    It 'completes templates' { (Get-Completion 'New-ModelProfile x iris').CompletionText | Should -Be iris-mlp }
}
