namespace TorchSharp;

public static partial class torch
{
    /// <summary>Which way a division rounds.</summary>
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    public partial class Tensor
    {
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.Div.Call(this, target) : Ops.DivMode.Call(this, target, rounding_mode.ToString());

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Ops.DivScalar.Call(this, target)
                : Ops.DivScalarMode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Ops.DivInPlace.CallInPlace(this, target)
            : Ops.DivModeInPlace.CallInPlace(this, target, rounding_mode.ToString());

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Ops.DivScalarInPlace.CallInPlace(this, target)
            : Ops.DivScalarModeInPlace.CallInPlace(this, target, rounding_mode.ToString());
    }
}
