BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    New-TestProfile mine
}

AfterAll { Remove-TestHome $test }

Describe 'Copy-ModelProfile' {
    It 'copies the text under another name' {
        Copy-ModelProfile mine copy | Should -BeNullOrEmpty
        (Get-ModelProfile copy).Text | Should -Be (Get-ModelProfile mine).Text.Replace('name: mine', 'name: copy')
    }

    It 'takes the pipeline and returns the copy with -PassThru' {
        $copy = Get-ModelProfile digits-cnn | Copy-ModelProfile -Destination digits2 -PassThru
        $copy.Name, $copy.Shipped | Should -Be digits2, $false
        (Get-ModelProfile serving-example | Copy-ModelProfile -Destination serve -PassThru).Kind | Should -Be Serving
    }

    It 'replaces one only with -Force, and does nothing with -WhatIf' {
        (Get-ErrorOf { Copy-ModelProfile digits-mlp copy }).FullyQualifiedErrorId | Should -BeLike 'ProfileExists,*'
        Invoke-Unseen { Copy-ModelProfile digits-mlp copy -Force -WhatIf }
        (Get-ModelProfile copy).Text | Should -Match 'A profile of the tests'
        Copy-ModelProfile digits-mlp copy -Force
        (Get-ModelProfile copy).Text | Should -Match 'name: copy'
    }

    It 'completes names' { (Get-Completion 'Copy-ModelProfile digits-m').CompletionText | Should -Be digits-mlp }
}
