namespace ModelOps.Tests.Onnx;

/// <summary>Runs a graph by the operators' definitions (https://onnx.ai/onnx/operators), in double precision and without haste.</summary>
public static class OnnxInterpreter
{
    public static Values Run(OnnxFile file, Values input)
    {
        var values = file.Initializers.ToDictionary(StringComparer.Ordinal);
        values[file.Inputs.Keys.Single()] = input;
        foreach (var node in file.Nodes)
            values.Add(node.Output, Run(node, [.. node.Inputs.Select(i => values[i])]));
        return values[file.Outputs.Keys.Single()];
    }

    private static Values Run(OnnxOperator node, Values[] x) => node.Operator switch
    {
        "Identity" => x[0],
        "Add" => Pairs(x, (a, b) => a + b),
        "Sub" => Pairs(x, (a, b) => a - b),
        "Mul" => Pairs(x, (a, b) => a * b),
        "Div" => Pairs(x, (a, b) => a / b),
        "GreaterOrEqual" => Pairs(x, (a, b) => a >= b ? 1 : 0),
        "Where" => Pairs([Pairs(x[..2], (condition, a) => condition != 0 ? a : double.NaN), x[2]], (a, b) => double.IsNaN(a) ? b : a),
        "Relu" => Each(x[0], a => Math.Max(a, 0)),
        "Tanh" => Each(x[0], Math.Tanh),
        "Sigmoid" => Each(x[0], a => 1 / (1 + Math.Exp(-a))),
        "Erf" => Each(x[0], ErrorFunction),
        "Gemm" => Gemm(node, x),
        "MatMul" => MatMul(x[0], x[1]),
        "Flatten" => new Values([x[0].Count(0, 1), x[0].Count(1, x[0].Shape.Length)], x[0].Data),
        "Softmax" => Softmax(x[0]),
        "LayerNormalization" => LayerNorm(node, x),
        "BatchNormalization" => BatchNorm(node, x),
        "Conv" => OnnxWindows.Convolve(node, x),
        "MaxPool" => OnnxWindows.Pool(node, x[0], window => window.Max()),
        "AveragePool" => OnnxWindows.Pool(node, x[0], window => window.Average()),
        "GlobalAveragePool" => GlobalAverage(x[0]),
        "Gather" => Gather(node, x[0], x[1]),
        "Shape" => new Values([x[0].Shape.Length], [.. x[0].Shape.Select(n => (double)n)]),
        "Range" => Range(x[0].Data.Single(), x[1].Data.Single(), x[2].Data.Single()),
        "Unsqueeze" => Unsqueeze(x[0], (int)x[1].Data.Single()),
        "Reshape" => Reshape(x[0], x[1]),
        "Transpose" => Transpose(x[0], node.Integers("perm")),
        var other => throw new InvalidDataException($"Operator '{other}'."),
    };

    private static Values Each(Values x, Func<double, double> function) => x with { Data = [.. x.Data.Select(function)] };

    /// <summary>With broadcasting: missing leading dimensions, and those of 1, are repeated.</summary>
    private static Values Pairs(Values[] x, Func<double, double, double> function)
    {
        int rank = x.Max(v => v.Shape.Length);
        int[][] shapes = [.. x.Select(v => (int[])[.. Enumerable.Repeat(1, rank - v.Shape.Length), .. v.Shape])];
        int[] shape = [.. Enumerable.Range(0, rank).Select(i => Math.Max(shapes[0][i], shapes[1][i]))];
        var data = new double[Values.Count(shape)];
        for (int i = 0; i < data.Length; i++)
        {
            int[] at = new int[2], stride = [1, 1];
            for (int d = rank - 1, rest = i; d >= 0; rest /= shape[d--])
            {
                for (int side = 0; side < 2; side++)
                {
                    if (shapes[side][d] != 1 && shapes[side][d] != shape[d])
                        throw new InvalidDataException($"{shapes[0][d]} and {shapes[1][d]} in dimension {d}.");
                    at[side] += shapes[side][d] == 1 ? 0 : rest % shape[d] * stride[side];
                    stride[side] *= shapes[side][d];
                }
            }
            data[i] = function(x[0].Data[at[0]], x[1].Data[at[1]]);
        }
        return new Values(shape, data);
    }

    private static Values Gemm(OnnxOperator node, Values[] x)
    {
        var right = node.Integer("transB", 0) == 1 ? Transpose(x[1], [1, 0]) : x[1];
        var product = MatMul(x[0], right);
        return x.Length > 2 ? Pairs([product, x[2]], (a, b) => a + b) : product;
    }

    /// <summary>Of the last two dimensions; a right side of two dimensions serves all of the left one.</summary>
    private static Values MatMul(Values a, Values b)
    {
        int rows = a.Shape[^2], inner = a.Shape[^1], columns = b.Shape[^1], batches = a.Count(0, a.Shape.Length - 2);
        if (b.Shape[^2] != inner || b.Count(0, b.Shape.Length - 2) is not 1 and var count && count != batches)
            throw new InvalidDataException($"[{string.Join(", ", a.Shape)}] times [{string.Join(", ", b.Shape)}].");
        var data = new double[batches * rows * columns];
        for (int i = 0; i < data.Length; i++)
        {
            int batch = i / (rows * columns), row = i / columns % rows, column = i % columns;
            int right = b.Shape.Length == 2 ? 0 : batch * inner * columns;
            for (int k = 0; k < inner; k++)
                data[i] += a.Data[(batch * rows + row) * inner + k] * b.Data[right + k * columns + column];
        }
        return new Values([.. a.Shape[..^1], columns], data);
    }

    private static Values Softmax(Values x)
    {
        int width = x.Shape[^1];
        return x with
        {
            Data = [.. x.Data.Chunk(width).SelectMany(row =>
            {
                double[] shares = [.. row.Select(v => Math.Exp(v - row.Max()))];
                return shares.Select(s => s / shares.Sum());
            })],
        };
    }

    private static Values LayerNorm(OnnxOperator node, Values[] x)
    {
        int axis = node.Integer("axis", -1);
        int width = x[0].Count(axis < 0 ? axis + x[0].Shape.Length : axis, x[0].Shape.Length);
        double epsilon = node.Float("epsilon", 1e-5);
        return x[0] with
        {
            Data = [.. x[0].Data.Chunk(width).SelectMany(row =>
            {
                double mean = row.Average(), variance = row.Average(v => (v - mean) * (v - mean));
                return row.Select((v, i) => (v - mean) / Math.Sqrt(variance + epsilon) * x[1].Data[i] + (x.Length > 2 ? x[2].Data[i] : 0));
            })],
        };
    }

    private static Values BatchNorm(OnnxOperator node, Values[] x)
    {
        int channels = x[0].Shape[1], size = x[0].Count(2, x[0].Shape.Length);
        double epsilon = node.Float("epsilon", 1e-5);
        double Normed(double value, int channel) =>
            (value - x[3].Data[channel]) / Math.Sqrt(x[4].Data[channel] + epsilon) * x[1].Data[channel] + x[2].Data[channel];
        return x[0] with { Data = [.. x[0].Data.Select((v, i) => Normed(v, i / size % channels))] };
    }

    private static Values GlobalAverage(Values x) =>
        new([x.Shape[0], x.Shape[1], 1, 1], [.. x.Data.Chunk(x.Count(2, 4)).Select(image => image.Average())]);

    /// <summary>Rows of the first dimension.</summary>
    private static Values Gather(OnnxOperator node, Values from, Values indices)
    {
        if (node.Integer("axis", 0) != 0)
            throw new InvalidDataException("Gather along another dimension than the first.");
        int size = from.Count(1, from.Shape.Length);
        var rows = indices.Data.SelectMany(i => from.Data.Skip((int)i * size).Take(size));
        return new Values([.. indices.Shape, .. from.Shape[1..]], [.. rows]);
    }

    private static Values Range(double start, double limit, double step)
    {
        double[] data = [.. Enumerable.Range(0, (int)Math.Ceiling((limit - start) / step)).Select(i => start + i * step)];
        return new Values([data.Length], data);
    }

    private static Values Unsqueeze(Values x, int axis) => x with { Shape = [.. x.Shape[..axis], 1, .. x.Shape[axis..]] };

    private static Values Reshape(Values x, Values shape)
    {
        int[] to = [.. shape.Data.Select((n, i) => n == 0 ? x.Shape[i] : (int)n)];
        return Values.Count(to) == x.Data.Length
            ? new Values(to, x.Data)
            : throw new InvalidDataException($"Reshape to [{string.Join(", ", to)}].");
    }

    private static Values Transpose(Values x, int[] order)
    {
        int[] shape = [.. order.Select(d => x.Shape[d])];
        var data = new double[x.Data.Length];
        for (int i = 0; i < data.Length; i++)
        {
            int from = 0;
            for (int d = shape.Length - 1, rest = i; d >= 0; rest /= shape[d--])
                from += rest % shape[d] * x.Count(order[d] + 1, x.Shape.Length);
            data[i] = x.Data[from];
        }
        return new Values(shape, data);
    }

    /// <summary>By its series, which needs few terms for the values that networks have; 1 from 6 on.</summary>
    private static double ErrorFunction(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        double sum = x, term = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.Sqrt(Math.PI);
    }
}
