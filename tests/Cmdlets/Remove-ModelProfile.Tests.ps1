BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    'mine', 'test-a', 'test-b' | ForEach-Object { New-TestProfile $_ }
}

AfterAll { Remove-TestHome $test }

Describe 'Remove-ModelProfile' {
    It 'does nothing with -WhatIf' {
        Invoke-Unseen { Remove-ModelProfile mine -WhatIf }
        (Get-ModelProfile mine).Name | Should -Be mine
    }

    It 'deletes the file' {
        Remove-ModelProfile mine -Confirm:$false
        (Get-ErrorOf { Get-ModelProfile mine }).FullyQualifiedErrorId | Should -BeLike 'ProfileNotFound,*'
        Join-Path $env:MODELOPS_HOME profiles mine.yaml | Should -Not -Exist
    }

    It 'takes wildcards and the pipeline; samples stay' {
        Get-ModelProfile test-a | Remove-ModelProfile -Confirm:$false
        Remove-ModelProfile * -Confirm:$false
        (Get-ModelProfile | Where-Object -Not Shipped) | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-ModelProfile digits-cnn -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'ProfileShipped,*'
        (Get-ModelProfile digits-cnn).Name | Should -Be digits-cnn
    }

    It 'removes a serving profile' {
        $null = New-ModelProfile development serving-example
        Remove-ModelProfile development -Kind Serving -Confirm:$false
        Get-ModelProfile develop* | Should -BeNullOrEmpty
    }

    It 'completes names' { (Get-Completion 'Remove-ModelProfile digits-m').CompletionText | Should -Be digits-mlp }
}
