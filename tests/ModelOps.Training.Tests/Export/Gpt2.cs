namespace ModelOps.Training.Tests;

/// <summary>
/// What llama.cpp computes of a file of the architecture gpt2, in plain C#; but with the exact GELU, by which our networks are trained.
/// </summary>
internal sealed class Gpt2(GgufContent file)
{
    private readonly int heads = file.Number("gpt2.attention.head_count");
    private readonly float epsilon = (float)file.Metadata["gpt2.attention.layer_norm_epsilon"];

    /// <summary>Scores of the tokens to follow, after each token.</summary>
    public double[][] Run(int[] tokens)
    {
        var (embedding, positions) = (file.Tensors["token_embd.weight"], file.Tensors["position_embd.weight"]);
        double[][] x = [.. tokens.Select((token, i) => Sum(embedding.Row(token), positions.Row(i)))];
        for (int i = 0; i < file.Number("gpt2.block_count"); i++)
        {
            string block = $"blk.{i}.";
            double[][] attended = Attention([.. x.Select(v => Linear(block + "attn_qkv", Norm(block + "attn_norm", v)))]);
            x = [.. x.Zip(attended, (v, a) => Sum(v, Linear(block + "attn_output", a)))];
            x = [.. x.Select(v => Sum(v, FeedForward(block, v)))];
        }
        return [.. x.Select(v => embedding.Times(Norm("output_norm", v)))];
    }

    private double[] FeedForward(string block, double[] x) =>
        Linear(block + "ffn_down", [.. Linear(block + "ffn_up", Norm(block + "ffn_norm", x)).Select(Gelu)]);

    private double[][] Attention(double[][] joined)
    {
        int width = joined[0].Length / 3, size = width / heads;
        double Product(double[] a, int from, double[] b, int to) => Enumerable.Range(0, size).Sum(k => a[from + k] * b[to + k]);
        return [.. joined.Select((query, at) =>
        {
            var mixed = new double[width];
            for (int head = 0; head < heads; head++)
            {
                int from = head * size;
                var products = joined[..(at + 1)].Select(key => Product(query, from, key, width + from));
                double[] shares = [.. products.Select(p => Math.Exp(p / Math.Sqrt(size)))];
                for (int k = 0; k < size; k++)
                    mixed[from + k] = shares.Select((share, i) => share * joined[i][2 * width + from + k]).Sum() / shares.Sum();
            }
            return mixed;
        })];
    }

    private double[] Linear(string name, double[] x) => Sum(file.Tensors[name + ".weight"].Times(x), file.Tensors[name + ".bias"].Values);

    private double[] Norm(string name, double[] x)
    {
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + epsilon);
        var (weight, bias) = (file.Tensors[name + ".weight"].Values, file.Tensors[name + ".bias"].Values);
        return [.. x.Select((v, i) => (v - mean) / deviation * weight[i] + bias[i])];
    }

    /// <summary>By Simpson's rule for the integral of the normal density.</summary>
    private static double Gelu(double x)
    {
        const int Steps = 400;
        double width = x / Steps, sum = 0;
        for (int i = 0; i <= Steps; i++)
            sum += Math.Exp(-(i * width) * (i * width) / 2) * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2);
        return x * (0.5 + sum * width / 3 / Math.Sqrt(2 * Math.PI));
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
