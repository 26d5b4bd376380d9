using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OnlineMl.Serving.Predictions;

/// <summary>Runs of bytes, each known by a number, in large arrays that are used again: runs that come and go cost the garbage collector
/// nothing, and the arrays take at most about twice as much as what is in them.</summary>
/// <remarks>A run is appended to the newest chunk and never changes its bytes. A chunk without runs is taken again. When more than half of
/// the full chunks is gone, the runs of the emptiest move to the newest, so that the work per removed byte is bounded.</remarks>
internal sealed class ByteArena
{
    private const int SmallestChunk = 16 * 1024;
    private const int LargestChunk = 256 * 1024;
    private const int SpareChunks = 2;

    // The number of a run before its bytes and its length let a chunk be read without looking at the other runs.
    private const int HeaderBytes = 2 * sizeof(int);

    private readonly List<Chunk?> _chunks = [];
    private readonly Stack<Chunk> _spare = new();
    private Place[] _places = [];
    private int _usedPlaces;
    private int _freePlace = -1;
    private int _newest = -1;
    private long _capacity;
    private long _fullCapacity;
    private long _fullLive;

    /// <summary>How many bytes the chunks with runs take.</summary>
    public long Capacity => _capacity;

    /// <summary>How many bytes of memory it holds in all.</summary>
    public long HeldBytes => _capacity + _spare.Sum(chunk => (long)chunk.Bytes.Length) + ((long)_places.Length * Unsafe.SizeOf<Place>());

    /// <summary>The bytes of a run; good until the next <see cref="Add"/> or <see cref="Remove"/>.</summary>
    public Span<byte> this[int run]
    {
        get
        {
            var place = _places[run];
            return _chunks[place.Chunk]!.Bytes.AsSpan(place.Offset, place.Length);
        }
    }

    /// <summary>Makes room for a run, the bytes of which the caller is to write at once.</summary>
    /// <returns>Its number: that of a removed run, or else the first number that was never used.</returns>
    public int Add(int length)
    {
        var run = _freePlace;
        if (run >= 0)
        {
            _freePlace = _places[run].Offset;
        }
        else
        {
            if (_usedPlaces == _places.Length)
            {
                Array.Resize(ref _places, Math.Max(16, 2 * _usedPlaces));
            }

            run = _usedPlaces++;
        }

        _places[run] = Append(run, length);
        return run;
    }

    public void Remove(int run)
    {
        Leave(_places[run]);
        _places[run] = new Place(-1, _freePlace, 0);
        _freePlace = run;
        while (_fullCapacity > 2 * _fullLive)
        {
            Empty(FindEmptiest());
        }
    }

    /// <summary>The runs as they are now, to be read on another thread while runs come and go.</summary>
    public Frozen Freeze() => new(this);

    private Place Append(int run, int length)
    {
        var size = length + HeaderBytes;
        if (_newest < 0 || _chunks[_newest]!.Room < size)
        {
            var wanted = (int)Math.Clamp(_capacity, SmallestChunk, LargestChunk);
            if (size > wanted / 4)
            {
                return Write(AddChunk(new Chunk(size)), run, length);
            }

            Close();
            _newest = AddChunk(_spare.TryPeek(out var spare) && size <= spare.Bytes.Length / 4 ? _spare.Pop() : new Chunk(wanted));
        }

        return Write(_newest, run, length);
    }

    private Place Write(int index, int run, int length)
    {
        var chunk = _chunks[index]!;
        var header = chunk.Bytes.AsSpan(chunk.Used, HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header, run);
        BinaryPrimitives.WriteInt32LittleEndian(header[sizeof(int)..], length);
        var place = new Place(index, chunk.Used + HeaderBytes, length);
        chunk.Used += HeaderBytes + length;
        chunk.Live += HeaderBytes + length;
        return place;
    }

    private int AddChunk(Chunk chunk)
    {
        _capacity += chunk.Bytes.Length;
        var index = _chunks.IndexOf(null);
        if (index < 0)
        {
            index = _chunks.Count;
            _chunks.Add(null);
        }

        _chunks[index] = chunk;
        return index;
    }

    private void Close()
    {
        if (_newest < 0)
        {
            return;
        }

        var chunk = _chunks[_newest]!;
        if (chunk.Live == 0)
        {
            Free(_newest);
        }
        else
        {
            chunk.IsFull = true;
            _fullCapacity += chunk.Bytes.Length;
            _fullLive += chunk.Live;
        }

        _newest = -1;
    }

    private void Leave(Place place)
    {
        var chunk = _chunks[place.Chunk]!;
        chunk.Live -= HeaderBytes + place.Length;
        if (chunk.IsFull)
        {
            _fullLive -= HeaderBytes + place.Length;
        }

        if (chunk.Live > 0)
        {
            return;
        }

        if (place.Chunk != _newest)
        {
            Free(place.Chunk);
        }
        else if (!chunk.IsRead)
        {
            chunk.Used = 0;
        }
    }

    private void Free(int index)
    {
        var chunk = _chunks[index]!;
        if (chunk.IsFull)
        {
            _fullCapacity -= chunk.Bytes.Length;
        }

        _capacity -= chunk.Bytes.Length;
        _chunks[index] = null;
        if (!chunk.IsRead && chunk.Bytes.Length is >= SmallestChunk and <= LargestChunk && _spare.Count < SpareChunks + (_capacity / LargestChunk / 2))
        {
            chunk.Clear();
            _spare.Push(chunk);
        }
    }

    private int FindEmptiest()
    {
        var emptiest = -1;
        var most = 0;
        for (var i = 0; i < _chunks.Count; i++)
        {
            if (_chunks[i] is { IsFull: true } chunk && chunk.Bytes.Length - (2 * chunk.Live) > most)
            {
                emptiest = i;
                most = chunk.Bytes.Length - (2 * chunk.Live);
            }
        }

        return emptiest;
    }

    private void Empty(int index)
    {
        var chunk = _chunks[index]!;
        for (var offset = HeaderBytes; chunk.Live > 0;)
        {
            var run = BinaryPrimitives.ReadInt32LittleEndian(chunk.Bytes.AsSpan(offset - HeaderBytes));
            var place = new Place(index, offset, BinaryPrimitives.ReadInt32LittleEndian(chunk.Bytes.AsSpan(offset - sizeof(int))));
            if (_places[run] == place)
            {
                _places[run] = Append(run, place.Length);
                chunk.Bytes.AsSpan(offset, place.Length).CopyTo(this[run]);
                Leave(place);
            }

            offset += place.Length + HeaderBytes;
        }
    }

    private readonly record struct Place(int Chunk, int Offset, int Length);

    private sealed class Chunk(int size)
    {
        private int _readers;

        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(size);

        public int Used { get; set; }

        /// <summary>How many of the used bytes belong to runs that were not removed.</summary>
        public int Live { get; set; }

        public int Room => Bytes.Length - Used;

        /// <summary>Whether no more runs are appended.</summary>
        public bool IsFull { get; set; }

        /// <summary>Whether another thread may read what is used, so that it must not be written over.</summary>
        public bool IsRead => Volatile.Read(ref _readers) > 0;

        public void Clear()
        {
            Used = 0;
            IsFull = false;
        }

        public void BeginRead() => Interlocked.Increment(ref _readers);

        public void EndRead() => Interlocked.Decrement(ref _readers);
    }

    /// <summary>Runs as they were at one moment. Their bytes stay where they are until <see cref="Dispose"/>.</summary>
    internal sealed class Frozen : IDisposable
    {
        private readonly Chunk?[] _chunks;
        private readonly Place[] _places;

        public Frozen(ByteArena runs)
        {
            _chunks = [.. runs._chunks];
            _places = [.. runs._places.AsSpan(0, runs._usedPlaces)];
            foreach (var chunk in _chunks)
            {
                chunk?.BeginRead();
            }
        }

        public ReadOnlySpan<byte> this[int run] => _chunks[_places[run].Chunk]!.Bytes.AsSpan(_places[run].Offset, _places[run].Length);

        /// <summary>Ends the reading.</summary>
        public void Dispose()
        {
            foreach (var chunk in _chunks)
            {
                chunk?.EndRead();
            }
        }
    }
}
