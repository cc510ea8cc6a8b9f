
namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.Add.Call(this, target);

        public Tensor add(Scalar scalar) => Ops.AddScalar.Call(this, scalar);

        public Tensor add(Tensor target, Scalar alpha) => Ops.Add.Call(this, target, alpha);

        public Tensor add_(Tensor target, Scalar alpha) => Ops.AddInPlace.CallInPlace(this, target, alpha);

        public Tensor add_(Tensor target) => Ops.AddInPlace.CallInPlace(this, target);

        public Tensor add_(Scalar scalar) => Ops.AddScalarInPlace.CallInPlace(this, scalar);

        public Tensor sub(Tensor target) => Ops.Sub.Call(this, target);

        public Tensor sub(Scalar target) => Ops.SubScalar.Call(this, target);

        public Tensor sub_(Tensor target) => Ops.SubInPlace.CallInPlace(this, target);

        public Tensor sub_(Scalar target) => Ops.SubScalarInPlace.CallInPlace(this, target);

        public Tensor mul(Tensor target) => Ops.Mul.Call(this, target);

        public Tensor mul(Scalar target) => Ops.MulScalar.Call(this, target);

        public Tensor mul_(Tensor target) => Ops.MulInPlace.CallInPlace(this, target);

        public Tensor mul_(Scalar target) => Ops.MulScalarInPlace.CallInPlace(this, target);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.AddCMul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Ops.AddCMulInPlace.CallInPlace(this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.AddCDiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Ops.AddCDivInPlace.CallInPlace(this, tensor1, tensor2, value);

        public Tensor abs() => Ops.Abs.Call(this);

        public Tensor exp() => Ops.Exp.Call(this);

        public Tensor log() => Ops.Log.Call(this);

        public Tensor sqrt() => Ops.Sqrt.Call(this);

        public Tensor rsqrt() => Ops.Rsqrt.Call(this);

        public Tensor reciprocal() => Ops.Reciprocal.Call(this);

        public Tensor square() => Ops.Square.Call(this);

        public Tensor neg() => Ops.Neg.Call(this);

        public Tensor sqrt_() => Ops.SqrtInPlace.CallInPlace(this);

        public Tensor neg_() => Ops.NegInPlace.CallInPlace(this);

        public Tensor round(long decimals = 0) => Ops.RoundDecimals.Call(this, decimals);

        public Tensor pow(Tensor exponent) => Ops.Pow.Call(this, exponent);

        public Tensor pow(Scalar exponent) => Ops.PowScalar.Call(this, exponent);

        public Tensor maximum(Tensor other) => Ops.Maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Ops.Minimum.Call(this, other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.Clamp.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Ops.ClampInPlace.CallInPlace(this, min, max);

        public Tensor matmul(Tensor target) => Ops.MatMul.Call(this, target);

        public Tensor mm(Tensor target) => Ops.Mm.Call(this, target);

        public Tensor relu() => Ops.Relu.Call(this);

        public Tensor relu_() => Ops.ReluInPlace.CallInPlace(this);

        public Tensor gelu() => Ops.Gelu.Call(this);

        public Tensor gelu_() => Ops.GeluInPlace.CallInPlace(this);

        public Tensor silu() => Ops.Silu.Call(this);

        public Tensor silu_() => Ops.SiluInPlace.CallInPlace(this);

        public Tensor sigmoid() => Ops.Sigmoid.Call(this);

        public Tensor sigmoid_() => Ops.SigmoidInPlace.CallInPlace(this);

        public Tensor tanh() => Ops.Tanh.Call(this);

        public Tensor tanh_() => Ops.TanhInPlace.CallInPlace(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.Softmax.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.LogSoftmax.Call(this, dim, dtype);

        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.LogSumExp.Call(this, new[] { dim }, keepdim);
    }
}
