using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// Outputs of a small network of linear layers and activations, computed without libtorch: for a handful of rows the calls of operators
/// would take longer than the arithmetic. An output is summed over the inputs in their order, each product rounded on its own, so that
/// the result is the same for any number of rows and any width of the processor's vectors.
/// </summary>
public sealed class ForwardPass
{
    private readonly Layer[] layers;
    private float[] values = [];
    private float[] next = [];

    /// <summary>The pass of a plan, with zeros for weights.</summary>
    public ForwardPass(NetworkPlan plan)
    {
        Inputs = plan.InputShape[0];
        Outputs = plan.Outputs;
        layers = [.. plan.Layers.Select(Layer.Of)];
    }

    /// <summary>Numbers of an input.</summary>
    public int Inputs { get; }
    /// <summary>Numbers of an output.</summary>
    public int Outputs { get; }

    /// <summary>True for a layer that there is a pass for.</summary>
    public static bool Takes(LayerSpecification layer) => layer is LinearLayer or ActivationLayer { Function: not "gelu" };

    /// <summary>Takes weights over.</summary>
    /// <param name="read">Fills a span with the tensor of a name, row-major.</param>
    public void Load(Action<string, Span<float>> read)
    {
        foreach (var layer in layers)
            layer.Load(read);
    }

    /// <summary>Takes the weights of a safetensors file over.</summary>
    public void Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        Load((name, into) => file.Read<float>(name, into));
    }

    /// <summary>Computes outputs [rows, outputs] of inputs [rows, inputs]. What is returned is overwritten by the next call.</summary>
    public ReadOnlySpan<float> Run(ReadOnlySpan<float> inputs, int rows)
    {
        int widest = Math.Max(Inputs, layers.Max(l => l.Outputs));
        if (values.Length < rows * widest)
            (values, next) = (new float[rows * widest], new float[rows * widest]);
        inputs[..(rows * Inputs)].CopyTo(values);
        foreach (var layer in layers)
        {
            layer.Run(values, next, rows);
            (values, next) = (next, values);
        }
        return values.AsSpan(0, rows * Outputs);
    }

    /// <summary>The number of the greatest value; the first of equal ones.</summary>
    public static int Greatest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }

    private abstract class Layer(int outputs)
    {
        public int Outputs { get; } = outputs;

        public static Layer Of(PlannedLayer layer) => layer.Layer switch
        {
            LinearLayer linear => new Linear(layer.Name, layer.Input[0], layer.Output[0], linear.Bias),
            ActivationLayer { Function: "relu" } => new Activation(layer.Output[0], static x => Math.Max(x, 0)),
            ActivationLayer { Function: "tanh" } => new Activation(layer.Output[0], MathF.Tanh),
            ActivationLayer { Function: "sigmoid" } => new Activation(layer.Output[0], static x => 1 / (1 + MathF.Exp(-x))),
            var other => throw new ArgumentException($"There is no forward pass for a layer of kind {other.GetType().Name}."),
        };

        public virtual void Load(Action<string, Span<float>> read)
        {
        }

        public abstract void Run(ReadOnlySpan<float> inputs, Span<float> outputs, int rows);
    }

    private sealed class Activation(int size, Func<float, float> function) : Layer(size)
    {
        public override void Run(ReadOnlySpan<float> inputs, Span<float> outputs, int rows)
        {
            for (int i = 0; i < rows * Outputs; i++)
                outputs[i] = function(inputs[i]);
        }
    }

    private sealed class Linear(string name, int inputs, int outputs, bool hasBias) : Layer(outputs)
    {
        /// <summary>Transposed, [inputs, outputs]: a vector holds weights of neighbouring outputs.</summary>
        private readonly float[] weights = new float[inputs * outputs];
        private readonly float[] bias = new float[outputs];
        private readonly float[] loaded = new float[inputs * outputs];

        public override void Load(Action<string, Span<float>> read)
        {
            read(name + ".weight", loaded);
            for (int j = 0; j < Outputs; j++)
            {
                for (int i = 0; i < inputs; i++)
                    weights[i * Outputs + j] = loaded[j * inputs + i];
            }
            if (hasBias)
                read(name + ".bias", bias);
        }

        public override void Run(ReadOnlySpan<float> values, Span<float> into, int rows)
        {
            for (int row = 0; row < rows; row++)
            {
                var sums = into.Slice(row * Outputs, Outputs);
                bias.CopyTo(sums);
                for (int i = 0; i < inputs; i++)
                    AddScaled(weights.AsSpan(i * Outputs, Outputs), values[row * inputs + i], sums);
            }
        }

        private static void AddScaled(ReadOnlySpan<float> column, float scale, Span<float> sums)
        {
            var wideColumn = MemoryMarshal.Cast<float, Vector<float>>(column);
            var wideSums = MemoryMarshal.Cast<float, Vector<float>>(sums);
            for (int k = 0; k < wideSums.Length; k++)
                wideSums[k] += wideColumn[k] * scale;
            for (int j = wideSums.Length * Vector<float>.Count; j < sums.Length; j++)
                sums[j] += column[j] * scale;
        }
    }
}
