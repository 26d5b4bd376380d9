using OnlineMl.State;

namespace OnlineMl.Tests.State;

/// <summary>Has a field of every kind that an archive takes.</summary>
/// <remarks>A payload of it is checked in, so its fields and its example stay as they are.</remarks>
internal sealed class EveryField : IStateful
{
    public double Number;
    public int Int;
    public long Long;
    public ulong Unsigned;
    public bool Truth;
    public string? Text;
    public Label Label;
    public double[] Doubles = [];
    public double[] Singles = [];
    public int[] Ints = [];
    public long[] Longs = [];
    public uint[] Words = [];
    public string[] Texts = [];
    public Label[] Labels = [];
    public Leaf? Optional;
    public Node? Shaped;

    public int DoublesUsed { get; set; }

    public Leaf Fixed { get; } = new();

    public List<Leaf> Leaves { get; } = [];

    public List<Node> Nodes { get; } = [];

    public List<double> Numbers { get; } = [];

    public static EveryField Example() => new()
    {
        Number = -0.1,
        Int = int.MinValue,
        Long = long.MaxValue,
        Unsigned = ulong.MaxValue,
        Truth = true,
        Text = "naïve 🐟",
        Label = "fish",
        Doubles = [0, -0.0, double.NaN, double.PositiveInfinity, double.Epsilon, 1.5, -2e300, 3, 99],
        DoublesUsed = 8,
        Singles = [1.5, double.NegativeInfinity],
        Ints = [0, 127, 128, -1, -32, -33, -128, -129, 255, 256, 65535, 65536, -32768, -32769],
        Longs = [long.MinValue, 4294967295, 4294967296, int.MinValue - 1L, 0, 1, -1, long.MaxValue],
        Words = [0, uint.MaxValue, 1, 2, 3, 4, 5, 6],
        Texts = ["", new string('x', 31), new string('y', 32), new string('z', 300)],
        Labels = [default, true, false, 7, "cat"],
        Optional = new Leaf { Count = 3 },
        Shaped = new Split { Left = new Leaf { Count = 1 }, Threshold = 2.5 },
        Fixed = { Count = 12 },
        Leaves = { new Leaf { Count = 4 }, new Leaf() },
        Nodes = { new Leaf { Count = 5 }, new Split { Threshold = -1 } },
        Numbers = { 1, 2 },
    };

    void IStateful.Describe(StateArchive state)
    {
        state.Field("number", ref Number);
        state.Field("int", ref Int, WholeRange.Any);
        state.Field("long", ref Long, WholeRange.Any);
        state.Field("unsigned", ref Unsigned);
        state.Field("truth", ref Truth);
        state.Field("text", ref Text);
        state.Field("label", ref Label);
        state.Field("doubles", ref Doubles, FieldLength.First(DoublesUsed), NumberRange.Any);
        state.Field("singles", ref Singles, FieldLength.Any, NumberRange.Any);
        state.Field("ints", ref Ints, FieldLength.Any, WholeRange.Any);
        state.Field("longs", ref Longs, FieldLength.Any, WholeRange.Any);
        state.Field("words", ref Words, FieldLength.Any);
        state.Field("texts", ref Texts, FieldLength.Any);
        state.Field("labels", ref Labels, FieldLength.Any);
        state.Child("fixed", Fixed);
        state.Child("optional", ref Optional, () => new Leaf());
        state.Child("shaped", ref Shaped, node => node.Shape, Node.Create);
        state.Children("leaves", Leaves, FieldLength.Any, () => new Leaf());
        state.Children("nodes", Nodes, FieldLength.Any, node => node.Shape, Node.Create);
        state.Field("numbers", Numbers, FieldLength.Any);
        if (state.IsLoading)
        {
            DoublesUsed = Doubles.Length;
        }
    }

    internal abstract class Node : IStateful
    {
        public abstract string Shape { get; }

        public static Node Create(string shape) => shape switch
        {
            "leaf" => new Leaf(),
            "split" => new Split(),
            _ => throw new ArgumentException($"There is no node '{shape}'.", nameof(shape)),
        };

        public abstract void Describe(StateArchive state);
    }

    internal sealed class Leaf : Node
    {
        public long Count;

        public override string Shape => "leaf";

        public override void Describe(StateArchive state) => state.Field("count", ref Count);
    }

    internal sealed class Split : Node
    {
        public double Threshold;
        public Node? Left;

        public override string Shape => "split";

        public override void Describe(StateArchive state)
        {
            state.Field("threshold", ref Threshold);
            state.Child("left", ref Left, node => node.Shape, Create);
        }
    }
}
