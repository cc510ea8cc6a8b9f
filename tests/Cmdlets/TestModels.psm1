# Small model files for the tests.

# A GGUF file of version 3 with one matrix of F32. -Metadata holds more texts and numbers.
function New-TestGguf([string] $Path, [hashtable] $Metadata = @{}, [string] $Template = '{{ messages }}', [int] $Rows = 4) {
    $pairs = [ordered]@{ 'general.architecture' = 'llama'; 'general.name' = 'Test'; 'llama.context_length' = [uint32]2048; 'tokenizer.chat_template' = $Template }
    foreach ($key in $Metadata.Keys) { $pairs[$key] = $Metadata[$key] }
    $stream = [System.IO.MemoryStream]::new()
    $writer = [System.IO.BinaryWriter]::new($stream)
    $text = { $bytes = [System.Text.Encoding]::UTF8.GetBytes($args[0]); $writer.Write([uint64]$bytes.Length); $writer.Write($bytes) }
    $writer.Write([System.Text.Encoding]::ASCII.GetBytes('GGUF'))
    $writer.Write([uint32]3); $writer.Write([uint64]1); $writer.Write([uint64]$pairs.Count)
    foreach ($key in $pairs.Keys) {
        & $text $key
        if ($pairs[$key] -is [string]) { $writer.Write([uint32]8); & $text $pairs[$key] }
        else { $writer.Write([uint32]4); $writer.Write([uint32]$pairs[$key]) }
    }
    & $text 'token_embd.weight'
    $writer.Write([uint32]2); $writer.Write([uint64]8); $writer.Write([uint64]$Rows); $writer.Write([uint32]0); $writer.Write([uint64]0)
    $writer.Write([byte[]]::new((32 - $stream.Length % 32) % 32 + 8 * $Rows * 4))
    $null = New-Item -ItemType Directory -Force (Split-Path $Path)
    [System.IO.File]::WriteAllBytes($Path, $stream.ToArray())
    Get-Item -LiteralPath $Path
}
