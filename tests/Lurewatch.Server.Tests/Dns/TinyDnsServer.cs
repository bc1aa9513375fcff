using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lurewatch.Server.Tests.Dns;

/// <summary>A name server of one process on the loopback interface: answers over UDP, or is silent. It shows that the resolver speaks DNS; no test asks anyone else.</summary>
internal sealed class TinyDnsServer : IDisposable
{
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Dictionary<(string Name, ushort Type), List<byte[]>> _records = [];
    private readonly HashSet<string> _silent = [], _broken = [];
    private int _asked;

    public TinyDnsServer() => new Thread(Serve) { IsBackground = true }.Start();

    public IPEndPoint Address => (IPEndPoint)_udp.Client.LocalEndPoint!;
    /// <summary>Questions that came.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public void A(string name, string address) => Add(name, 1, IPAddress.Parse(address).GetAddressBytes());
    public void Aaaa(string name, string address) => Add(name, 28, IPAddress.Parse(address).GetAddressBytes());
    public void Mx(string name, byte preference, string exchange) => Add(name, 15, [0, preference, .. Name(exchange)]);
    public void Ptr(string name, string target) => Add(name, 12, Name(target));
    public void Text(string name, params string[] strings) => Add(name, 16, [.. strings.SelectMany(text => (byte[])[(byte)text.Length, .. Encoding.Latin1.GetBytes(text)])]);
    public void Silent(string name) => _silent.Add(name);
    public void Broken(string name) => _broken.Add(name);

    public void Dispose() => _udp.Dispose();

    private void Add(string name, ushort type, byte[] data)
    {
        if (!_records.TryGetValue((name, type), out var list)) _records.Add((name, type), list = []);
        list.Add(data);
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                IPEndPoint? peer = null;
                var query = _udp.Receive(ref peer);
                if (query.Length < 17) continue;   // a socket that is being closed hands out nothing; a question has a header, a name and a type
                Interlocked.Increment(ref _asked);
                if (Answer(query) is { } answer) _udp.Send(answer, peer);
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException or NullReferenceException)
        {
            // The test is over: closed while it waited, and UdpClient then looks for a socket that is gone.
        }
    }

    private byte[]? Answer(byte[] query)
    {
        var at = 12;
        var labels = new List<string>();
        while (query[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]).ToLowerInvariant());
            at += 1 + query[at];
        }
        var name = string.Join('.', labels);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1));
        var question = query[12..(at + 5)];
        if (_silent.Contains(name)) return null;
        var exists = _records.Keys.Any(key => key.Name == name);
        var records = _records.GetValueOrDefault((name, type)) ?? [];
        byte code = _broken.Contains(name) ? (byte)2 : exists ? (byte)0 : (byte)3;
        var answer = new List<byte> { query[0], query[1], 0x81, (byte)(0x80 | code), 0, 1, 0, (byte)records.Count, 0, 0, 0, 0 };
        answer.AddRange(question);
        foreach (var data in records) answer.AddRange([0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 1, 44, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        return [.. answer];
    }

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
